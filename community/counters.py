"""Where `limits` keeps its counters: in the site's cache, which all its processes share when it is Redis."""

from __future__ import annotations

import time

from django.core.cache import cache
from limits.storage import Storage


class CacheStorage(Storage):
    """Counters in Django's cache. One that is lost starts over."""

    STORAGE_SCHEME = ["django-cache"]

    @property
    def base_exceptions(self) -> type[Exception]:
        return OSError

    def _counter(self, key: str) -> str | None:
        until = cache.get(f"{key}:until")
        return f"{key}:{until}" if until else None

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        until = cache.get_or_set(f"{key}:until", lambda: int(time.time()) + expiry, expiry)
        counter = f"{key}:{until}"
        cache.add(counter, 0, expiry)
        try:
            number = cache.incr(counter, amount)
        except ValueError:  # it ran out in between
            return amount
        cache.touch(counter, expiry)  # some caches forget the time when they count
        return number

    def get(self, key: str) -> int:
        counter = self._counter(key)
        return cache.get(counter, 0) if counter else 0

    def get_expiry(self, key: str) -> float:
        return cache.get(f"{key}:until") or time.time()

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        raise NotImplementedError("the cache is not ours alone")

    def clear(self, key: str) -> None:
        cache.delete(f"{key}:until")
