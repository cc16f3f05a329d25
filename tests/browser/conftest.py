"""A real browser against the real demonstration: `manage.py demo` in a folder of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
PHONE = {"width": 360, "height": 740}
STARTS_WITHIN = 300  # seconds; the first start migrates, loads the demonstration and collects static files


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running demonstration."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = tmp_path_factory.mktemp("demo")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "cms.settings.demo",
        "RUTERO_DATA": str(data),
        "PORT": str(port),
    }
    environment.pop("DATABASE_URL", None)
    log = (data / "log.txt").open("wb")
    server = subprocess.Popen(
        [sys.executable, "manage.py", "demo"], cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
    )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + STARTS_WITHIN
        while True:
            try:
                urllib.request.urlopen(address + "/en/", timeout=5)
                break
            except OSError:
                if server.poll() is not None or time.monotonic() > deadline:
                    pytest.fail("the demonstration did not start:\n" + (data / "log.txt").read_text()[-3000:])
                time.sleep(0.3)
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)
        log.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
                  "--disable-background-networking", "--disable-component-update"],
        )  # fmt: skip
        yield started
        started.close()


@pytest.fixture
def phone(browser: Browser, demo_site: str) -> Iterator[Page]:
    """A phone's screen, 360 px wide, of somebody who reads Thai; any error in the page fails the test."""
    context = browser.new_context(viewport=PHONE, locale="th-TH", base_url=demo_site, has_touch=True, is_mobile=True)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    yield page
    context.close()
    own = [problem for problem in problems if "422" not in problem]
    assert not own, own


@pytest.fixture
def audit() -> Any:
    """axe on the page as it is now; returns nothing, fails with what it found."""
    from axe_playwright_python.sync_playwright import Axe

    def run(page: Page) -> None:
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{page.url} is {overflow} px wider than the screen"

    return run
