"""`manage.py serve`: gunicorn, a task worker a queue and the timer, in one command: all that a small site needs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

CHECK_EVERY = 0.5  # seconds between looks at the processes
RUN_DUE_EVERY = 60  # seconds


class Command(BaseCommand):
    help = "Serve the site with gunicorn, run its tasks in workers, and what is due every minute. Stops all on Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bind", default=f"127.0.0.1:{settings.PORT}", help="address:port (default %(default)s)")
        parser.add_argument("--workers", type=int, default=2, help="gunicorn processes (default %(default)s)")
        parser.add_argument("--threads", type=int, default=4, help="threads a process (default %(default)s)")

    def handle(self, *args: Any, bind: str, workers: int, threads: int, **options: Any) -> None:
        manage = [sys.executable, sys.argv[0]]
        # Spelt out: the children must not fall back to another settings module than the one this command runs with.
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE}
        commands = {
            "web": [
                sys.executable, "-m", "gunicorn", "cms.wsgi:application", "--bind", bind, "--log-level", "warning",
                "--workers", str(workers), "--threads", str(threads),
                "--limit-request-line", "0",  # 2,000 characters of a question in Thai are 18,000 bytes of an address
                "--max-requests", "5000", "--max-requests-jitter", "500",
            ],
        }  # fmt: skip
        if "Immediate" not in settings.TASKS["default"]["BACKEND"]:
            options_of_all = ["--interval", "0.3", "--no-startup-delay", "--no-reload", "-v", "0"]
            for queue in settings.TASKS["default"]["QUEUES"]:
                commands[f"tasks ({queue})"] = [*manage, "db_worker", "--queue-name", queue, *options_of_all]

        def stop(_signum: int, _frame: FrameType | None) -> None:
            raise KeyboardInterrupt

        signal.signal(signal.SIGTERM, stop)
        running = {name: subprocess.Popen(command, env=environment) for name, command in commands.items()}  # noqa: S603
        due = time.monotonic() + RUN_DUE_EVERY
        try:
            self.stdout.write(f"Rutero answers at http://{bind}/ (Ctrl-C stops it)")
            while running["web"].poll() is None:
                time.sleep(CHECK_EVERY)
                for name in [name for name, process in running.items() if name != "web" and process.poll() is not None]:
                    self.stderr.write(f"the worker of {name} ended; starting another")
                    time.sleep(1)
                    running[name] = subprocess.Popen(commands[name], env=environment)  # noqa: S603
                if time.monotonic() >= due:
                    due = time.monotonic() + RUN_DUE_EVERY
                    subprocess.run([*manage, "run_due", "-v", "0"], env=environment, check=False)  # noqa: S603
            sys.exit(running["web"].returncode)
        except KeyboardInterrupt:
            pass
        finally:
            for process in running.values():
                if process.poll() is None:
                    process.terminate()
            for process in running.values():
                try:
                    process.wait(timeout=15)
                except subprocess.TimeoutExpired:
                    process.kill()
