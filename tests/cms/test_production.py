"""What only a real site has, asked of one in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

_PRODUCTION = """
import json, django
django.setup()
from django.conf import settings
from django.test import Client
client = Client()
page = client.get("/.well-known/security.txt", secure=True)
plain = client.get("/robots.txt")
program = client.get("/api/v1/cases", headers={"authorization": "Bearer rutero_x"})
cookie = client.post("/preferences/data-saver/", {"data_saver": "on"}, secure=True).cookies["__Host-data_saver"]
print(json.dumps({
    "names": [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME,
              settings.DATA_SAVER_COOKIE_NAME],
    "headers": dict(page.headers), "status": page.status_code, "text": page.content.decode(),
    "program": [program.status_code, program.headers.get("Location"), program.json()],
    "plain": [plain.status_code, plain.headers["Location"]],
    "fallbacks": settings.SECRET_KEY_FALLBACKS,
    "cookie": {name: cookie[name] for name in ("secure", "httponly", "samesite", "path", "domain")},
}))
"""


def test_production_adds_https_cookies_of_this_host_and_whom_to_write_to(tmp_path: Any) -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "cms.settings.production",
        "SECRET_KEY": "x" * 20 + "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
        "SECRET_KEY_FALLBACKS": "y" * 20 + "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
        "ALLOWED_HOSTS": "testserver",
        "BASE_URL": "https://testserver",
        "RUTERO_DATA": str(tmp_path),
        "SECURITY_CONTACTS": "mailto:security@rutero.example",
    }
    done = subprocess.run(
        [sys.executable, "-c", _PRODUCTION], env=environment, capture_output=True, text=True, check=True
    )
    said = json.loads(done.stdout.splitlines()[-1])
    assert all(name.startswith("__Host-") for name in said["names"])
    assert said["status"] == 200
    lines = said["text"].splitlines()
    assert lines[0] == "Contact: mailto:security@rutero.example"
    assert lines[1].startswith("Expires: 2")
    assert lines[-1] == "Canonical: https://testserver/.well-known/security.txt"
    headers = said["headers"]
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert "upgrade-insecure-requests" in headers["Content-Security-Policy"]
    assert said["plain"] == [301, "https://testserver/robots.txt"]
    status, location, told = said["program"]
    assert (status, location) == (403, None)
    assert "https" in told["detail"]
    assert len(said["fallbacks"]) == 1
    # What `__Host-` asks for: RFC 6265bis, 4.1.3.2.
    assert said["cookie"] == {"secure": True, "httponly": True, "samesite": "Lax", "path": "/", "domain": ""}
