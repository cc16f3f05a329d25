"""`make demo`: production's server and worker, on one machine, with mail that the site shows at /demo/mail/."""

from .local import *  # noqa: F403
from .local import TASKS, env

TASKS = {"default": TASKS["default"] | {"BACKEND": env("RUTERO_TASKS", default="django_tasks_db.DatabaseBackend")}}
