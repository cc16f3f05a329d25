"""A developer's machine: `manage.py` uses this unless told otherwise. Same data folder as the demonstration."""

from .local import *  # noqa: F403
from .local import STORAGES

DEBUG = True
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
