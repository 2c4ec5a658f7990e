"""Django's settings, from the environment alone (see `environment`)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dj_database_url
from django.utils.functional import SimpleLazyObject

from forbear.web.databases import POSTGRESQL, SQLITE
from forbear.web.environment import read_environment
from forbear.web.home import Home

TOLD = read_environment(os.environ)
HOME = Home(Path(TOLD["FORBEAR_HOME"]).expanduser())
DEMO: bool = TOLD["FORBEAR_DEMO"]
BASE = Path(__file__).parent


# Read when it is first needed: to look at the settings makes no files.
SECRET_KEY: Any = TOLD["FORBEAR_SECRET_KEY"] or SimpleLazyObject(lambda: HOME.made().secret)
DEBUG = False
ALLOWED_HOSTS = TOLD["FORBEAR_HOSTS"]
ROOT_URLCONF = "forbear.web.urls"
WSGI_APPLICATION = "forbear.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"

INSTALLED_APPS = [
    "forbear.web.people",
    "forbear.web.journal",
    "forbear.web.records",
    "forbear.web.nights",
    "forbear.web.api",
    "forbear.web.pages",
    "forbear.web.desk",
    "forbear.web.oversight",
    "forbear.web.compliance",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "ninja",
    "django_tasks",
    "django_tasks_db",
    "rules.apps.AutodiscoverRulesConfig",
]

MIDDLEWARE = [
    "forbear.web.api.middleware.api_shape",
    "forbear.web.pages.middleware.guarded",
    "forbear.web.pages.middleware.Smaller",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "forbear.web.people.middleware.idle",
    "forbear.web.people.middleware.second_factor",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "forbear.web.pages.shell.frame",
            ]
        },
    }
]

_url = TOLD["DATABASE_URL"] or f"sqlite:///{HOME.database}"
DATABASES: dict[str, Any] = {"default": dj_database_url.parse(_url, conn_health_checks=True)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["OPTIONS"] = POSTGRESQL | DATABASES["default"].get("OPTIONS", {})

#: What of signing in counts once, or so often a minute: codes and tries, for all processes alike.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "remembered",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# People and sessions
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LEAST_PASSWORD = 10
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": LEAST_PASSWORD}  # type: ignore[assignment]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_ADAPTER = "forbear.web.people.adapter.ClosedDoor"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
#: A whole branch may sign in from one address in the same minute.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip", "login_failed": "5/300s/key"}
MFA_ADAPTER = "forbear.web.people.adapter.SecondFactor"
MFA_FORMS = {
    "add_webauthn": "forbear.web.people.forms.AddPasskey",
    "authenticate_webauthn": "forbear.web.people.forms.SecondPasskey",
    "login_webauthn": "forbear.web.people.forms.OnlyPasskey",
    "reauthenticate_webauthn": "forbear.web.people.forms.ConfirmingPasskey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Forbear"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
#: `idle` notes when a session was last seen, without a write at each request.
USERSESSIONS_TRACK_ACTIVITY = False
AXES_FAILURE_LIMIT = TOLD["FORBEAR_SIGN_IN_FAILURES"]
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "forbear.web.people.sign_in.locked_out"
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "forbear.web.people.sign_in.address"
#: A minute more than the idle time: sessions are written once a minute at most.
SESSION_COOKIE_AGE = TOLD["FORBEAR_IDLE_MINUTES"] * 60 + 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "forbear.web.pages.shell.forged"

# Behind a proxy that speaks TLS
if TOLD["FORBEAR_PROXY"]:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Words and files
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
STATICFILES_DIRS: list[Path] = [BASE / "static"]
#: Served from where the packages keep them: nothing to collect.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
#: A customer's paper is sealed before it touches a disk.
FILE_UPLOAD_MAX_MEMORY_SIZE = 11_000_000

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
