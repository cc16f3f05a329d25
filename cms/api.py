"""The public API under /api/v1/: each app brings its router. Described in docs/api.md and at /api/v1/openapi.json."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI

from community.api import router as community_router
from library.api import router as library_router
from search.api import router as search_router


class PublicApi(NinjaAPI):
    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> Any:
        """With the way to show a token, which `community.api.calling` reads, and not ninja."""
        schema = super().get_openapi_schema(*args, **kwargs)
        schema["components"]["securitySchemes"] = {
            "token": {"type": "http", "scheme": "bearer", "description": "A member's token: /communities/-/tokens/"}
        }
        return schema


api = PublicApi(
    title="Rutero",
    version="1",
    description="Cases, threads and pages in every language: reading what the caller may read, and talking.",
    urls_namespace="api-1",
    docs_url=None,
)
api.add_router("", search_router)
api.add_router("", library_router)
api.add_router("", community_router)
