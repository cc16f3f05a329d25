"""`/api/v1/communities`, `/threads` and `/posts`: what people talk about, for programs. The contract is in
docs/api.md."""

from .router import router

__all__ = ["router"]
