"""PeerNet's settings, all from the environment, in the order of docs/deploy.md's table."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from peernet.kit import env

ROOT = Path(__file__).resolve().parent.parent

# --- From the environment -------------------------------------------------------------------

DEBUG_NETWORK = env.flag("PEERNET_DEBUG", False)
DATA_DIR = env.folder("PEERNET_DATA_DIR", ROOT, "var")
SECRET_KEY = (
    env.text("PEERNET_SECRET_KEY", "")
    or (DEBUG_NETWORK and env.made_once(DATA_DIR / "secret.key", lambda: secrets.token_urlsafe(50)))
    or env.text("PEERNET_SECRET_KEY")
)
if len(SECRET_KEY) < 32:
    raise env.Refused("PEERNET_SECRET_KEY must have at least 32 characters.")
VAULT_KEYS = env.vault_keys(
    "PEERNET_VAULT_KEYS",
    "PEERNET_VAULT_KEYS_FILE",
    DATA_DIR / "vault.keys" if DEBUG_NETWORK else None,
)
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.database(
        "PEERNET_DATABASE_URL", ROOT, "sqlite:///" + f"/{DATA_DIR / 'peernet.sqlite3'}"
    )
}
REDIS_URL = env.redis_address("PEERNET_REDIS_URL")
ORIGINS = env.origins("PEERNET_ORIGINS", "" if DEBUG_NETWORK else None)
EXIT_URL = env.web_address("PEERNET_EXIT_URL", "https://www.weather.gov/")
NETWORK_NAME = env.text("PEERNET_NETWORK_NAME", "PeerNet")
COVER_TITLE = env.text("PEERNET_COVER_TITLE", "Notes")
SOURCE_URL = env.web_address("PEERNET_SOURCE_URL", "https://github.com/peernet/peernet")
STAFF_MFA = env.flag("PEERNET_STAFF_MFA", not DEBUG_NETWORK)
TRUSTED_PROXIES = env.count("PEERNET_TRUSTED_PROXIES", 0)
LIMITS_ON = env.choice("PEERNET_LIMITS", ("on", "off"), "on") == "on"

# --- What follows from them -----------------------------------------------------------------

DEBUG = False  # never Django's own: its error pages show words, settings and paths
ALLOWED_HOSTS = [urlsplit(origin).hostname or "" for origin in ORIGINS] or [
    "127.0.0.1",
    "localhost",
]
CSRF_TRUSTED_ORIGINS = ORIGINS
SECURE_COOKIES = any(origin.startswith("https:") for origin in ORIGINS)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "peernet.vault",
    "peernet.audit",
    "peernet.accounts",
    "peernet.support",
    "groups",
    "moderation",
    "peernet.administration",
    "peernet.upkeep",
    "peernet.front",
]
MIDDLEWARE = [
    "peernet.front.middleware.Policy",
    "django.middleware.gzip.GZipMiddleware",  # with Django's random padding against BREACH
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "peernet.front.middleware.Cover",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "peernet.accounts.middleware.WhoAsks",
    "peernet.accounts.middleware.SignInFirst",
    "peernet.accounts.middleware.InUse",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "peernet.urls"
ASGI_APPLICATION = "peernet.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "peernet.front.context.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "peernet.front.templatetags.said",
            ],
        },
    }
]
DESK_COUNTS = "moderation.waiting.counts_for"  # what open sockets of facilitators are told
SEALED_REPORTS = "moderation.elsewhere.sealed_for"  # what two administrators open together
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# Accounts: django-allauth behind one adapter.
AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["peernet.accounts.adapter.ByHandle"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "peernet.accounts.passwords.LongEnough"},
    {"NAME": "peernet.accounts.passwords.NotEverybodys"},
    {"NAME": "peernet.accounts.passwords.NotTheHandle"},
    {"NAME": "peernet.accounts.passwords.NotTooLong"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/g/"
ACCOUNT_ADAPTER = "peernet.accounts.adapter.Adapter"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_USER_MODEL_USERNAME_FIELD = "handle_digest"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = False  # they keep plain addresses; kit/limits.py keeps digests
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_USER_DISPLAY = "peernet.accounts.adapter.no_name"
ACCOUNT_FORMS = {"login": "peernet.accounts.forms.SignIn"}
MFA_ADAPTER = "peernet.accounts.adapter.SecondFactor"
MFA_FORMS = {
    "authenticate": "peernet.accounts.factor_forms.Authenticate",
    "reauthenticate": "peernet.accounts.factor_forms.Reauthenticate",
    "authenticate_webauthn": "peernet.accounts.factor_forms.AuthenticateByPasskey",
    "add_webauthn": "peernet.accounts.factor_forms.AddPasskey",
    "edit_webauthn": "peernet.accounts.factor_forms.RenamePasskey",
    "reauthenticate_webauthn": "peernet.accounts.factor_forms.ReauthenticateByPasskey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG_NETWORK

# Sessions: in the database, sealed, under a digest of the cookie (accounts/sessions.py).
SESSION_ENGINE = "peernet.accounts.sessions"
SESSION_IDLE_SECONDS = 30 * 60
SESSION_MOST_SECONDS = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = SESSION_MOST_SECONDS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "peernet.front.views.form_too_old"
LANGUAGE_COOKIE_NAME = "lang"
COVER_COOKIE_NAME = "c"
COVER_COOKIE_SECONDS = 2 * 3600

# What may come in.
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
FILE_UPLOAD_HANDLERS: list[str] = []  # no uploads: a multipart file is read by nobody
SECURE_REFERRER_POLICY = "same-origin"
USE_X_FORWARDED_HOST = False

# Languages and time. Pages show a group's own zone; the database keeps UTC.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [ROOT / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

# Static files: hashed names, neutral paths, served by this process.
STATIC_URL = "/s/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [ROOT / "static"]
STORAGES = {"staticfiles": {"BACKEND": "peernet.kit.static.Storage"}}
WHITENOISE_MAX_AGE = 3600
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Logging: to standard error; no request lines, no addresses, no words.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "filters": {"quiet": {"()": "peernet.kit.quiet.NoDetails"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["quiet"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "peernet": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
SILENCED_SYSTEM_CHECKS = [
    "security.W004",  # HSTS belongs to the proxy that ends TLS (docs/deploy.md)
    "security.W008",  # so does the redirect to https; an onion origin has none
]
