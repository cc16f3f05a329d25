"""Settings shared by every installation; each value that differs comes from the environment.

`docs/settings.md` lists the variables. All state of an installation lives under one folder, `RUTERO_DATA`.
"""

from email.utils import parseaddr
from pathlib import Path

import environ
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.conf.locale import LANG_INFO

from cms.settings.providers import providers_from
from search import languages

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(env("RUTERO_DATA", default="") or BASE_DIR / "var").resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = False
SECRET_KEY = env("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_NAME = "Rutero"
WAGTAIL_SITE_NAME = SITE_NAME
PORT = env.int("PORT", default=8000)
WAGTAILADMIN_BASE_URL = env("BASE_URL", default=f"http://127.0.0.1:{PORT}")

INSTALLED_APPS = [
    "cms",
    "community",
    "people",
    "library",
    "search",
    "privacy",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "cms.apps.RuteroUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.facebook",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "ninja",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "django.contrib.postgres",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "cms.middleware.ContentSecurityPolicyMiddleware",
    "cms.middleware.IsolationMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "cms.middleware.SharedPhoneMiddleware",
    "cms.middleware.AskedOnceMiddleware",
    "cms.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "cms.middleware.UnreadableInputMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "people.seen.SeenMiddleware",
    "cms.second_factor.SecondFactorMiddleware",
    "cms.admin_doors.AdminDoorsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "cms.middleware.ApiMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
CSRF_FAILURE_VIEW = "cms.views.errors.csrf_failure"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cms.context_processors.site",
                "community.context_processors.told",
            ],
        },
    },
]

# Database: SQLite in WAL mode out of the box, PostgreSQL through DATABASE_URL.
DATABASES = {
    "default": env.db("DATABASE_URL")
    if env("DATABASE_URL", default="")
    # Not through a URL: a folder may be called `a#b`.
    else {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA_DIR / "db.sqlite3"}
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # A write transaction takes the write lock when it begins: the second writer waits instead of failing half-way.
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://")}

# Tasks run at once unless a worker is there to take them (production and the demonstration have one).
TASKS = {
    "default": {
        "BACKEND": env("RUTERO_TASKS", default="django_tasks.backends.immediate.ImmediateBackend"),
        # `long`: what takes minutes (an index, learning, reading documents). Each has a worker of its own: somebody who
        # waits for a letter does not wait for those.
        "QUEUES": ["default", "long"],
    }
}

# People
AUTH_USER_MODEL = "cms.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "cms.passwords.OurWordsValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_RESET_ENABLED = False
# How many proxies of ours stand before the site: rate limits count the address that the last of them saw.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "cms.accounts.SignupForm"
ACCOUNT_EMAIL_VERIFICATION = env("ACCOUNT_EMAIL_VERIFICATION", default="mandatory")
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"[{SITE_NAME}] "
ACCOUNT_EMAIL_NOTIFICATIONS = True  # "your password was changed": a thief's doing does not stay unnoticed
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
ACCOUNT_ADAPTER = "people.adapters.AccountAdapter"
ACCOUNT_FORMS = {"signup": "people.account_forms.SignupForm"}
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # the password once more, before an address or a way in changes
# What allauth does not count, or counts for longer: a mailbox is not to be filled with our letters.
ACCOUNT_RATE_LIMITS = {
    "signin_link": "20/m/ip,3/10m/key",
    "change_address": "10/h/user",
    "reset_password": "20/m/ip,3/10m/key",
}
MFA_ADAPTER = "people.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1  # a code typed slowly is good (RFC 6238, 5.2); people/account_forms.py lets it in once only
MFA_FORMS = {
    "authenticate": "people.account_forms.CodeForm",
    "reauthenticate": "people.account_forms.CodeAgainForm",
    "login_webauthn": "people.account_forms.PasskeyForm",
    "authenticate_webauthn": "people.account_forms.PasskeyStepForm",
    "reauthenticate_webauthn": "people.account_forms.PasskeyAgainForm",
    "add_webauthn": "people.account_forms.NewPasskeyForm",
    "edit_webauthn": "people.account_forms.PasskeyNameForm",
}
STAFF_NEEDS_SECOND_FACTOR = env.bool("STAFF_NEEDS_SECOND_FACTOR", default=False)
SOCIALACCOUNT_ADAPTER = "people.adapters.ProviderAdapter"
SOCIALACCOUNT_PROVIDERS = providers_from(env)
SOCIALACCOUNT_AUTO_SIGNUP = False  # the form asks for a name
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # where both sides have confirmed the address: people/adapters.py
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True

# Languages. RUTERO_LANGUAGES is the one list; a language without a catalogue shows its content with the interface
# in English.
LANGUAGE_CODES = languages.parse_list(env("RUTERO_LANGUAGES", default="en,th,vi,lo"))
LANGUAGES = [(code, languages.own_name(code)) for code in LANGUAGE_CODES]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
LANGUAGE_CODE = LANGUAGE_CODES[0]
LANGUAGE_COOKIE_NAME = "rutero_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
DATA_SAVER_COOKIE_NAME = "data_saver"
LOCALE_PATHS = [BASE_DIR / "locale"]
for _code, _name in LANGUAGES:
    # Django knows no Lao (and no Tetum, Dzongkha, …): {% get_language_info %} and the admin would raise KeyError.
    LANG_INFO.setdefault(
        _code,
        {
            "bidi": languages.is_right_to_left(_code),
            "code": _code,
            "name": languages.name_in(_code, "en"),
            "name_local": _name,
        },
    )
USE_I18N = True
USE_TZ = True
TIME_ZONE = env("TIME_ZONE", default="Asia/Bangkok")
WAGTAIL_I18N_ENABLED = True
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False

# Files
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_FINDERS = [
    "cms.styles.StylesheetFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
# Through a view that asks who may have it, never by the file's own address.
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# Nothing that a browser would run: no HTML, no SVG.
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odp", "ods", "odt", "pdf", "pptx", "rtf", "txt", "xlsx", "zip"]
SERVE_MEDIA = env.bool("RUTERO_SERVE_MEDIA", default=False)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    # What a view gives to those who may have it: PDFs of cases, photos that wait for an editor. Never below MEDIA_ROOT.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "private", "base_url": None},
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440  # bytes; also the largest form we read at all

# Mail: a request stores a row, a task delivers it (community/mailing.py).
EMAIL_BACKEND = "community.mailing.QueuedEmailBackend"
MAIL_DELIVERY_BACKEND = env("MAIL_DELIVERY_BACKEND", default="django.core.mail.backends.smtp.EmailBackend")
EMAIL_TIMEOUT = 30
vars().update(env.email("EMAIL_URL", default="smtp://localhost:25", backend="community.mailing.QueuedEmailBackend"))
EMAIL_FILE_PATH = DATA_DIR / "mail"  # after the line above, which sets it to nothing
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Rutero <rutero@localhost>")
# Where people write who have a question to those who run the site; stands on the page about privacy.
CONTACT_EMAIL = env("CONTACT_EMAIL", default=parseaddr(DEFAULT_FROM_EMAIL)[1])
DEMO_MAIL = False

# Search
# The embedded engine out of the box, Elasticsearch where its address is given.
ELASTICSEARCH_URL = env("ELASTICSEARCH_URL", default="")
ELASTICSEARCH_API_KEY = env("ELASTICSEARCH_API_KEY", default="")
ELASTICSEARCH_CA_CERTS = env("ELASTICSEARCH_CA_CERTS", default="")
SEARCH_ENGINE = env(
    "SEARCH_ENGINE",
    default="search.engines.elasticsearch.ElasticsearchEngine"
    if ELASTICSEARCH_URL
    else "search.engines.embedded.EmbeddedEngine",
)
SEARCH_INDEX_PREFIX = env("SEARCH_INDEX_PREFIX", default="rutero")
SEARCH_SHARDS = env.int("SEARCH_SHARDS", default=1)
SEARCH_INDEX_DIR = DATA_DIR / "index"
SEARCH_LEARNS = env.bool("SEARCH_LEARNS", default=True)
SEARCH_QUERY_TRANSLATOR = env("SEARCH_QUERY_TRANSLATOR", default="")

# Wagtail
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILEMBEDS_FINDERS: list[dict] = []  # no request to another house, for editor or reader
TAGGIT_CASE_INSENSITIVE = True
TAGGIT_GET_TAGS_FROM_STRING = "library.tags.parse"

# Safety
# Where somebody who found a weakness can write (`mailto:…` or `https://…`); none: no /.well-known/security.txt.
SECURITY_CONTACTS = env.list("SECURITY_CONTACTS", default=[])
# The class that looks into what people upload (library/scanning.py); none: nothing does.
UPLOAD_SCANNER = env("UPLOAD_SCANNER", default="")
CLAMD_ADDRESS = env("CLAMD_ADDRESS", default="/run/clamav/clamd.ctl")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "frame-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
# Wagtail's admin still has inline scripts and styles; its pages are for staff only. Previews open in a frame.
CONTENT_SECURITY_POLICY_ADMIN = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF, "data:"],
    "object-src": [NONE],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
    "base-uri": [SELF],
    "form-action": [SELF],
}
X_FRAME_OPTIONS = "DENY"  # Wagtail lets its own previews into frames
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_AGE = 14 * 24 * 3600  # seconds from the sign-in, not from the last page
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "cms.logs.UtcFormatter", "format": "%(asctime)sZ %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {name: {"level": "INFO"} for name in ("cms", "community", "people", "library", "search")},
}
