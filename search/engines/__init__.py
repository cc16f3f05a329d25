"""The engine of this site: `settings.SEARCH_ENGINE`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from .base import Engine, Site

ENGINES = {
    "embedded": "search.engines.embedded.EmbeddedEngine",
    "elasticsearch": "search.engines.elasticsearch.ElasticsearchEngine",
}
"""Names for people → classes."""


@lru_cache(maxsize=8)
def _engine(path: str, site: Site) -> Engine:
    return import_string(path).for_site(site)


def engine(name: str = "") -> Engine:
    """The one engine, made when first asked for. Other settings (in a test) give another engine.

    `name`, of ENGINES: that engine, whatever the site uses. Raises ValueError when it lacks a setting.
    """
    site = Site(
        folder=Path(settings.SEARCH_INDEX_DIR),
        url=getattr(settings, "ELASTICSEARCH_URL", ""),
        api_key=getattr(settings, "ELASTICSEARCH_API_KEY", ""),
        ca_certs=getattr(settings, "ELASTICSEARCH_CA_CERTS", ""),
        prefix=getattr(settings, "SEARCH_INDEX_PREFIX", "rutero"),
        shards=getattr(settings, "SEARCH_SHARDS", 1),
    )
    return _engine(ENGINES[name] if name else settings.SEARCH_ENGINE, site)
