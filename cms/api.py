"""The public API under /api/v1/: each app brings its router. Described in docs/api.md and at /api/v1/openapi.json."""

from __future__ import annotations

from ninja import NinjaAPI

from library.api import router as library_router
from search.api import router as search_router

api = NinjaAPI(
    title="Rutero",
    version="1",
    description="Read access to what everybody may read: cases, threads and pages, in every language.",
    urls_namespace="api-1",
    docs_url=None,
)
api.add_router("", search_router)
api.add_router("", library_router)
