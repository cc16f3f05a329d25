from .outline import HomePage, StandardPage
from .user import User

__all__ = ["HomePage", "StandardPage", "User"]
