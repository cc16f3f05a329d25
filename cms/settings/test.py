"""Tests: the real engines and storages, in a folder of their own, with cheap password hashing."""

import atexit
import os
import shutil
import tempfile

# Each test process has its own data folder, gone when it ends.
os.environ["RUTERO_DATA"] = tempfile.mkdtemp(prefix="rutero-test-")
atexit.register(shutil.rmtree, os.environ["RUTERO_DATA"], ignore_errors=True)

from .base import *  # noqa: E402, F403
from .base import DATABASES, STATIC_ROOT, STORAGES  # noqa: E402

SECRET_KEY = "only for tests"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MAIL_DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SERVE_MEDIA = True
# ELASTICSEARCH_URL is the server for those tests that want one: each asks it about indices of its own.
SEARCH_ENGINE = "search.engines.embedded.EmbeddedEngine"
ELASTICSEARCH_URL = ""
STATIC_ROOT.mkdir(exist_ok=True)
ACCOUNT_RATE_LIMITS = False
if "DATABASE_URL" not in os.environ:
    DATABASES["default"]["NAME"] = os.path.join(os.environ["RUTERO_DATA"], "db.sqlite3")
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(os.environ["RUTERO_DATA"], "test.sqlite3")}
