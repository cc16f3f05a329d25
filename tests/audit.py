"""Packages with known holes: pip-audit over `requirements/`, when a service that knows can be asked."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_AUDIT = [sys.executable, "-m", "pip_audit", "--disable-pip", "--progress-spinner", "off", "--timeout", "10"]
_SERVICES = ("pypi", "osv")
# Of each list all packages, with their hashes.
COMMAND = [*_AUDIT, "-r", str(ROOT / "requirements" / "base.txt"), "-r", str(ROOT / "requirements" / "dev.txt")]


def out_of_reach() -> str:
    """Why no service can be asked; empty, and `COMMAND` made for the one that answers, when one can.

    A mirror of PyPI without its vulnerability data answers "not found" for every package, which pip-audit takes for
    "skipped" and counts as good: so one package is asked first.
    """
    one = ROOT / "requirements" / "base.txt"
    first = next(line for line in one.read_text(encoding="utf-8").splitlines() if line.startswith("django=="))
    reasons = []
    for service in _SERVICES:
        reason = _asked(service, first.split()[0])
        if not reason:
            COMMAND.extend(["-s", service])
            return ""
        reasons.append(f"{service}: {reason}")
    return "; ".join(reasons)


def _asked(service: str, package: str) -> str:
    """Why `service` says nothing of `package`, or nothing."""
    done = subprocess.run(
        [*_AUDIT, "-s", service, "-f", "json", "--no-deps", "-r", "/dev/stdin"],
        input=package, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    try:
        (told,) = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return (done.stderr.strip().splitlines() or ["no answer"])[-1][:120]
    return str(told.get("skip_reason", ""))[:120]
