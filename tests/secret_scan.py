"""Keys and tokens of known forms that somebody committed: the forms of detect-secrets, over every file that git knows.

Its guesses by entropy and by words such as "password" are left out: here they find tests, catalogues and numbers of
documents. So are its filters, line by line, which take minutes: a whole file is looked through at once.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from detect_secrets.core import plugins
from detect_secrets.settings import transient_settings

ROOT = Path(__file__).resolve().parent.parent
FORMS = (
    "ArtifactoryDetector", "AWSKeyDetector", "AzureStorageKeyDetector", "BasicAuthDetector", "CloudantDetector",
    "DiscordBotTokenDetector", "GitHubTokenDetector", "GitLabTokenDetector", "JwtTokenDetector", "MailchimpDetector",
    "NpmDetector", "OpenAIDetector", "PrivateKeyDetector", "PypiTokenDetector", "SendGridDetector", "SlackDetector",
    "SquareOAuthDetector", "StripeDetector", "TelegramBotTokenDetector", "TwilioKeyDetector",
)  # fmt: skip
ALLOWED = {
    ("docs/settings.md", "Basic Auth Credentials"),
    ("tests/search/test_elasticsearch.py", "Basic Auth Credentials"),
}
"""File and form: addresses in examples and tests, of no machine."""


def committed() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return sorted(filter(None, listed.stdout.decode().split("\0")))


def forms() -> list[Any]:
    with transient_settings({"plugins_used": [{"name": name} for name in FORMS]}):
        return [plugins.initialize.from_plugin_classname(name) for name in FORMS]


def found_in(text: str, known: list[Any]) -> list[tuple[int, str]]:
    """Line and form of each; never the secret itself."""
    return sorted(
        {
            (text.count("\n", 0, hit.start()) + 1, form.secret_type)
            for form in known
            for pattern in form.denylist
            for hit in pattern.finditer(text)
        }
    )


def main() -> int:
    known = forms()
    finds = [
        f"{name}:{line}: {form}"
        for name in committed()
        for line, form in found_in((ROOT / name).read_bytes().decode("utf-8", "replace"), known)
        if (name, form) not in ALLOWED
    ]
    print("\n".join(finds) or "no secrets")  # noqa: T201
    return 1 if finds else 0


if __name__ == "__main__":
    sys.exit(main())
