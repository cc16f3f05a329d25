"""The way to a cluster: addresses, secrets, time limits, and what its errors mean."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError, UnsupportedProductError

from .base import AWAY, EngineUnavailable, Site

logger = logging.getLogger(__name__)

SEARCH_WITHIN = 3.0
"""Seconds for a request that a reader waits for; for connecting, and again for the answer."""
WRITE_WITHIN = 60.0
"""Seconds for a batch, a refresh or a change of the cluster."""
LOOK_WITHIN = 1.0
"""Seconds for a look at it from `manage.py check`."""
_CONNECTIONS = 16


class NotThere(EngineUnavailable):
    """The cluster has no such index or document: a rebuild may have replaced it."""


class Cluster:
    """Clients of one cluster for this process, whatever it was forked from."""

    def __init__(self, site: Site) -> None:
        """Raises ValueError for an address that is none, without repeating it: there may be a password in it."""
        self._hosts: list[str] = []
        self._login: tuple[str, str] | None = None
        self._api_key = site.api_key
        self._ca_certs = site.ca_certs
        for url in filter(None, (one.strip() for one in site.url.split(","))):
            self._add(url)
        if not self._hosts:
            raise ValueError("ELASTICSEARCH_URL is not set")
        self._guard = threading.Lock()
        self._made: tuple[int, Elasticsearch] | None = None

    def _add(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            port = parts.port or {"http": 9200, "https": 443}[parts.scheme]
            host = parts.hostname or ""
        except (ValueError, KeyError):
            host = ""
        if not host:
            raise ValueError("ELASTICSEARCH_URL is no http:// or https:// address")
        if parts.username:
            self._login = (unquote(parts.username), unquote(parts.password or ""))
        self._hosts.append(f"{parts.scheme}://{f'[{host}]' if ':' in host else host}:{port}{parts.path.rstrip('/')}")

    @property
    def names(self) -> str:
        """Where it is, without secrets."""
        return ", ".join(self._hosts)

    def client(self, within: float, *, retries: int = 0) -> Elasticsearch:
        """A client whose requests take `within` seconds at most, and are sent again `retries` times when there was no
        connection: never when there was an answer, or none in time."""
        with self._guard:
            if self._made is None or self._made[0] != os.getpid():
                # Sockets of a parent process are not ours to write to.
                self._made = os.getpid(), self._new()
            client = self._made[1]
        return client.options(request_timeout=within, max_retries=retries, retry_on_status=(), retry_on_timeout=False)

    def _new(self) -> Elasticsearch:
        options: dict[str, Any] = {"ca_certs": self._ca_certs} if self._ca_certs else {}
        if self._api_key:
            options["api_key"] = self._api_key
        elif self._login:
            options["basic_auth"] = self._login
        return Elasticsearch(self._hosts, connections_per_node=_CONNECTIONS, **options)

    @contextmanager
    def asked(self) -> Iterator[None]:
        """What goes wrong inside is EngineUnavailable, and a line in the log; NotThere, without one, when something was
        not found."""
        try:
            yield
        except NotFoundError as error:
            raise NotThere(AWAY, f"Elasticsearch: {_first_line(error)}") from error
        except TransportError as error:
            raise self._away(type(error).__name__, _first_line(error)) from error
        except UnsupportedProductError as error:
            raise self._away("not Elasticsearch", _first_line(error)) from error
        except ApiError as error:
            status = error.meta.status
            if status in (401, 403):
                raise self._away(str(status), "it refuses our credentials") from error
            raise self._away(str(status), _first_line(error)) from error

    def _away(self, what: str, why: str) -> EngineUnavailable:
        logger.warning("Elasticsearch at %s: %s: %s", self.names, what, why)
        return EngineUnavailable(AWAY, f"Elasticsearch: {what}: {why}")


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0][:300]
