"""Packages with known holes: pip-audit over `requirements/`, when a service that knows can be asked."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_AUDIT = [sys.executable, "-m", "pip_audit", "--disable-pip", "--progress-spinner", "off", "--timeout", "10"]
_SERVICES = ("pypi", "osv")
_LISTS = [ROOT / "requirements" / name for name in ("base.txt", "dev.txt")]


class OutOfReachError(Exception):
    """No service answers; why not."""


def command() -> list[str]:
    """What audits all packages of both lists, with a service that answers.

    A mirror of PyPI without its vulnerability data answers "not found" for every package, which pip-audit takes for
    "skipped" and counts as good: so one package is asked about first.

    :raises OutOfReachError: none does
    """
    lines = _LISTS[0].read_text(encoding="utf-8").splitlines()
    package = next(line for line in lines if line.startswith("django==")).split()[0]
    reasons = []
    for service in _SERVICES:
        reason = _asked(service, package)
        if not reason:
            return [*_AUDIT, "-s", service, *(word for path in _LISTS for word in ("-r", str(path)))]
        reasons.append(f"{service}: {reason}")
    raise OutOfReachError("; ".join(reasons))


def _asked(service: str, package: str) -> str:
    """Why `service` says nothing of `package`; empty when it does."""
    done = subprocess.run(
        [*_AUDIT, "-s", service, "-f", "json", "--no-deps", "-r", "/dev/stdin"],
        input=package, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    try:
        (told,) = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return (done.stderr.strip().splitlines() or ["no answer"])[-1][:120]
    return str(told.get("skip_reason", ""))[:120]
