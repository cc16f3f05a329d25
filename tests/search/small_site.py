"""Settings of a site with little but search, for tests in processes of their own. All of it in SMALL_SITE."""

import os
from pathlib import Path

from search.engines import ENGINES

DATA_DIR = Path(os.environ["SMALL_SITE"])
SECRET_KEY = "only for tests"
INSTALLED_APPS = [
    "tests.search.groups",
    "search",
    "wagtail.admin",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.users",
    "wagtail",
    "taggit",
    "modelcluster",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "django_tasks",
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / "db.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
STATIC_URL = "/static/"
WAGTAILADMIN_BASE_URL = "http://localhost"
LANGUAGE_CODES = ["en", "th", "vi", "lo"]
LANGUAGES = [(code, code) for code in LANGUAGE_CODES]
ELASTICSEARCH_URL = os.environ.get("SMALL_SITE_ELASTICSEARCH", "")
SEARCH_INDEX_PREFIX = os.environ.get("SMALL_SITE_PREFIX", "small")
SEARCH_ENGINE = ENGINES["elasticsearch" if ELASTICSEARCH_URL else "embedded"]
SEARCH_INDEX_DIR = DATA_DIR / "index"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": ["default", "long"]}}
