"""What development and the demonstration share: one person's machine, no other service."""

from django.core.management.utils import get_random_secret_key

from .base import *  # noqa: F403
from .base import DATA_DIR, env


def _kept_secret() -> str:
    """The key of this installation, made once: sign-ins and reset links survive a restart."""
    path = DATA_DIR / "secret_key"
    try:
        with path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(get_random_secret_key())
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")


SECRET_KEY = env("SECRET_KEY", default="") or _kept_secret()
# Shared by the web and the task processes, so that what one notes the other knows.
CACHES = {"default": env.cache("CACHE_URL", default=f"filecache://{DATA_DIR / 'cache'}")}
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
MAIL_DELIVERY_BACKEND = env("MAIL_DELIVERY_BACKEND", default="cms.demo.mailbox.FolderEmailBackend")
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http"
SERVE_MEDIA = True
DEMO_MAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # http://localhost
