from .change import Change

__all__ = ["Change"]
