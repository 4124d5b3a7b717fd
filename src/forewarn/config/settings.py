"""Settings, from the environment. `docs/settings.md` lists every variable; a test keeps the two in step."""

from __future__ import annotations

import logging
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from forewarn.foundation.env import UnableToReadEnvironment, env_list, env_number, env_switch, env_text

HOME = Path(env_text("FOREWARN_HOME", "var")).resolve()  # the database, the key and the local mailbox, by default
DEVELOPMENT = env_switch("FOREWARN_DEVELOPMENT")
SAMPLE = env_switch("FOREWARN_SAMPLE")  # this installation shows the sample brand on loopback


def _secret_key() -> str:
    """The installation's one secret: from the environment, else from the file that `forewarn init` made."""
    try:
        return env_text("FOREWARN_SECRET_KEY")
    except UnableToReadEnvironment:
        made = HOME / "secret.key"
        if made.exists():
            return made.read_text(encoding="utf-8").strip()
        raise ImproperlyConfigured(
            f"There is no secret yet. Run `forewarn init`, which makes {made}, "
            "or set FOREWARN_SECRET_KEY (or FOREWARN_SECRET_KEY_FILE) to at least 50 random characters."
        ) from None


SECRET_KEY = _secret_key()
DEBUG = DEVELOPMENT
HOSTS = env_list("FOREWARN_HOSTS", ["127.0.0.1", "localhost"])
ALLOWED_HOSTS = ["*"]  # public_site.hosts.KnownHosts decides: HOSTS, and the brands' public hosts without a restart
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in HOSTS if host not in {"127.0.0.1", "localhost", "*"}]
BEHIND_TLS = env_switch("FOREWARN_BEHIND_TLS")  # a proxy speaks HTTPS with the world
CONSOLE_HOST = env_text("FOREWARN_CONSOLE_HOST", "127.0.0.1:8000")
ZONE_FILE = env_text("FOREWARN_ZONE_FILE", "")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
    "anymail",
    *(
        f"forewarn.{package}.apps.{''.join(word.capitalize() for word in package.split('_'))}Config"
        for package in (
            "console",
            "public_site",
            "your_data",
            "lessons",
            "alerts",
            "removals",
            "vendor_changes",
            "verification",
            "mailings",
            "sightings",
            "journal",
            "holdings",
            "audience",
            "vendors",
            "promises",
            "intake",
            "outbound",
            "accounts",
            "brands",
            "audit",
            "foundation",
        )
    ),
]

MIDDLEWARE = [
    "forewarn.public_site.hosts.KnownHosts",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "forewarn.foundation.middleware.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "forewarn.config.urls"
WSGI_APPLICATION = "forewarn.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [
            Path(__file__).resolve().parent.parent / "console" / "templates"
        ],  # our sign-in pages before allauth's
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

SQLITE_WAIT = 30  # seconds a writer waits for another; short transactions make this a rare maximum


def _database() -> dict[str, object]:
    """SQLite in HOME by default; whatever DATABASE_URL says otherwise."""
    url = env_text("DATABASE_URL", f"sqlite:///{HOME / 'forewarn.sqlite3'}")
    parsed: dict[str, object] = dict(dj_database_url.parse(url, conn_max_age=60))
    if parsed["ENGINE"] == "django.db.backends.sqlite3":
        parsed["CONN_MAX_AGE"] = None
        parsed["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": SQLITE_WAIT,
            # secure_delete: what expires is overwritten in the file, whatever way SQLite was built.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=33554432;"
            " PRAGMA secure_delete=ON;",
        }
    return parsed


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

BROKER = env_text("FOREWARN_BROKER", "")  # amqp://…: several machines share the work over RabbitMQ
_QUEUE = "forewarn.foundation.celery_queue.CeleryBackend" if BROKER else "django_tasks_db.DatabaseBackend"
TASKS = {"default": {"BACKEND": _QUEUE, "QUEUES": ["default", "sending"]}}
WORKERS = env_number("FOREWARN_WORKERS", 1)

LISTEN_HOST = env_text("FOREWARN_LISTEN_HOST", "127.0.0.1")
LISTEN_PORT = env_number("FOREWARN_LISTEN_PORT", 8025)
LISTEN_CERT = env_text("FOREWARN_LISTEN_CERT", "")  # PEM files for STARTTLS; empty: none is offered
LISTEN_KEY = env_text("FOREWARN_LISTEN_KEY", "")
RAW_MAIL_DAYS = env_number("FOREWARN_RAW_MAIL_DAYS", 30)  # that the bytes of mail in are kept

AUTH_USER_MODEL = "accounts.StaffUser"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},  # NIST SP 800-63B-4: fifteen where a password may be the only factor
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/console/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an owner invites by address; nobody signs up
ACCOUNT_ADAPTER = "forewarn.accounts.adapter.StaffAdapter"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/console/"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900  # seconds
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Forewarn"
MFA_ADAPTER = "forewarn.accounts.adapter.SecondStepAdapter"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEVELOPMENT or SAMPLE  # loopback without TLS

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600  # seconds: one working day
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_TLS else 0  # whose address guessing of passwords is counted by
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [Path(__file__).resolve().parent.parent / "foundation" / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600  # seconds
MEDIA_ROOT = HOME / "files"  # uploads that wait for an import, rejects files
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # bytes of a form without its files
FILE_UPLOAD_TEMP_DIR = None

SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    # The worker sets its level by itself and tells of each task twice; the terminal shows what went wrong.
    "filters": {
        "troubles": {"()": "django.utils.log.CallbackFilter", "callback": lambda line: line.levelno >= logging.WARNING}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django.server": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "django_tasks": {"filters": ["troubles"]},
        "django_tasks_db": {"filters": ["troubles"]},
        "fontTools": {"level": "WARNING"},
    },
}
