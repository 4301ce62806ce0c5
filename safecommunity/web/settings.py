"""Settings of the whole product; what an operator may change is read in environment.py."""

import sys
from pathlib import Path

from safecommunity.web import environment

PACKAGE = Path(__file__).resolve().parent.parent
HOME = environment.home()
KEYS = environment.keys()
environment.kernels()
DEMO = environment.flag("SAFECOMMUNITY_DEMO")
PORT = environment.whole_number("PORT", 8000, 1, 65535)

SECRET_KEY = environment.secret("django.key")
FIELD_KEY = environment.secret("fields.key")
ANCHOR_KEY = environment.secret("anchor.key")
AUDIT_ANCHOR = KEYS / "audit.anchor"
STORE = HOME / "store"
UPLOADS = HOME / "files"

DEBUG = False
ALLOWED_HOSTS = environment.hosts()
TILES, TILES_HOST = environment.tiles()
ENGINE = environment.engine()
REMINDERS = environment.reminders()
PUBLIC_ADDRESS = environment.address("SAFECOMMUNITY_PUBLIC")
globals().update(environment.mail())
ROOT_URLCONF = "safecommunity.web.urls"
ASGI_APPLICATION = "safecommunity.web.asgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "safecommunity.shell",
    "safecommunity.journal",
    "safecommunity.accounts",
    "safecommunity.places",
    "safecommunity.files",
    "safecommunity.intake",
    "safecommunity.figures",
    "safecommunity.reminders",
    "safecommunity.governance",
    "safecommunity.injuries",
    "safecommunity.programmes",
    "safecommunity.hazards",
    "safecommunity.emergency",
    "safecommunity.accreditation",
    "safecommunity.outreach",
    "safecommunity.reports",
    "safecommunity.exchange",
    "safecommunity.web",
    "safecommunity.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "safecommunity.shell.middleware.ContentSecurity",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "safecommunity.shell.middleware.Language",
    "safecommunity.shell.middleware.Legible",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "safecommunity.places.middleware.TreeOnce",
    "safecommunity.accounts.middleware.ReaderMiddleware",
    "safecommunity.shell.middleware.FormOnly",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "safecommunity.shell.context.frame",
            ],
        },
    }
]

DATABASES = {"default": environment.database()}
CACHES = {
    # allauth counts sign-in attempts and used codes in the cache named default;
    # all web processes must count together
    "default": {
        "BACKEND": "safecommunity.accounts.attempts.AttemptsCache",
        "LOCATION": str(HOME / "attempts"),
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    "memory": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "sc_language"
LOCALE_PATHS = [str(PACKAGE / "locale")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(UPLOADS)},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "safecommunity.accounts.adapter.NoOpenSignUp"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
# login_failed: address, then name and address together; login_failed_name: the name from all addresses
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "30/m/ip,5/300s/key",
    "login_failed_name": "50/h/key",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "SafeCommunity"
MFA_TOTP_TOLERANCE = 1  # office clocks and phones differ by some seconds
MFA_ADAPTER = "safecommunity.accounts.adapter.SecretsAtRest"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "safecommunity.shell.views.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
if environment.flag("SAFECOMMUNITY_TLS"):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31536000
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # the proxy that ends TLS says who asked

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "stream": sys.stderr}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # a refused or missing page is an answer, not an event of the log
    "loggers": {"django.request": {"level": "ERROR"}},
}
