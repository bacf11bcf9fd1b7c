"""Every setting, read from the environment; the defaults give an embedded set-up that needs no service.

docs/operators/settings.md lists them for people. A value that makes no sense stops the start with its name.
"""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from synthlab.secrets import secret_key

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()

# -- Where an embedded set-up keeps everything -------------------------------------------------------------------
DATA_DIR = Path(env("SYNTHLAB_DATA_DIR", default=str(BASE_DIR / "data"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="") or secret_key(DATA_DIR)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# -- Parts -------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "synthlab",
    "generation",
    "annotation",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "ninja",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "synthlab.middleware.ProblemMiddleware",
    "synthlab.middleware.StorableMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "synthlab.middleware.PreferencesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "synthlab.middleware.FragmentMiddleware",
    "synthlab.middleware.ReloadMiddleware",
]

ROOT_URLCONF = "synthlab.urls"
WSGI_APPLICATION = "synthlab.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "synthlab.context.shell",
            ],
        },
    },
]
# Forms and widgets look like ours (templates/django/forms/).
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# -- Database ----------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'synthlab.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE takes the write lock at the start, which is what removes "database is locked"; WAL lets readers go on.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY; "
            "PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000;"
        ),
    }
    # Threads of the test server share one connection in memory; a file keeps their transactions apart.
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
else:
    raise ImproperlyConfigured("DATABASE_URL must name a sqlite or a postgres database.")
# On SQLite, too: opening the file anew and setting its pragmas costs a request about a millisecond.
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- Cache (throttles only; nothing that must last) ----------------------------------------------------------------
CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://")}

# -- Celery: a doorbell, the database is the record of work ----------------------------------------------------------
BROKER_DIR = DATA_DIR / "broker"
CELERY_BROKER_URL = env("CELERY_BROKER_URL", default="filesystem://localhost//")
CELERY_TASK_DEFAULT_QUEUE = env("SYNTHLAB_QUEUE", default="synthlab")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
if CELERY_BROKER_URL.startswith("filesystem"):
    for folder in ("messages", "control"):
        (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT = "synthlab.broker:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "messages"),
        "data_folder_out": str(BROKER_DIR / "messages"),
        "control_folder": str(BROKER_DIR / "control"),
        "store_processed": False,
        "processed_folder": str(BROKER_DIR / "processed"),
        "polling_interval": 0.05,
    }

# -- People ------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "generation.User"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "generation:project-list"
LOGOUT_REDIRECT_URL = "sign-in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_COOKIE_SAMESITE = "Lax"
BEHIND_TLS_PROXY = env.bool("BEHIND_TLS_PROXY", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("SECURE_COOKIES", default=BEHIND_TLS_PROXY)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS_PROXY else None
# Proxies in front whose word on where a request came from (X-Forwarded-For) is believed.
TRUSTED_PROXIES = env.int("SYNTHLAB_TRUSTED_PROXIES", default=0)
if TRUSTED_PROXIES < 0:
    raise ImproperlyConfigured("SYNTHLAB_TRUSTED_PROXIES must be 0 or more.")

# -- Words and time ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ko", _("Korean"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = "synthlab.formats"
USE_TZ = True
TIME_ZONE = env("TIME_ZONE", default="UTC")

# -- Files -------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise looks there first, then in the finders
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = DATA_DIR / "files"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a codebook of hundreds of labels is one form
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# -- Content security: everything is served from here, nothing inline ------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

# -- Language models -----------------------------------------------------------------------------------------------
OPENAI_API_KEY = env("OPENAI_API_KEY", default="")
OPENAI_BASE_URL = env("OPENAI_BASE_URL", default="")
# Hosts (host or host:port) that endpoints may use although they are not public https addresses.
SYNTHLAB_ALLOWED_LLM_HOSTS = env.list("SYNTHLAB_ALLOWED_LLM_HOSTS", default=[])

# `serve` starts the simulated model and notes its address here; SYNTHLAB_SIMULATOR_URL names one started elsewhere.
SIMULATOR_URL_FILE = DATA_DIR / "simulator.url"
SYNTHLAB_SIMULATOR_URL = env("SYNTHLAB_SIMULATOR_URL", default="")

# -- Limits on what comes in -----------------------------------------------------------------------------------------
IMPORT_MAX_BYTES = env.int("SYNTHLAB_IMPORT_MAX_BYTES", default=2 * 1024**3)
IMPORT_MAX_CELL_CHARS = env.int("SYNTHLAB_IMPORT_MAX_CELL_CHARS", default=200_000)

# -- Work --------------------------------------------------------------------------------------------------------
# How long after a worker died its jobs go to another one.
JOB_LEASE_S = env.int("SYNTHLAB_JOB_LEASE_S", default=20)
RUN_WORKERS = env.int("SYNTHLAB_RUN_WORKERS", default=1)  # processes that may share one run
RUN_PLACES = env.int("SYNTHLAB_RUN_PLACES", default=4)  # runs a worker has under way; they hold no thread
WORKER_THREADS = env.int("SYNTHLAB_WORKER_THREADS", default=4)
WEB_WORKERS = env.int("SYNTHLAB_WEB_WORKERS", default=1)
WEB_THREADS = env.int("SYNTHLAB_WEB_THREADS", default=8)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "synthlab.logs.formatter", "as_json": env.bool("LOG_JSON", default=False)}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {"celery": {"level": "WARNING"}, "httpx": {"level": "WARNING"}, "httpx2": {"level": "WARNING"}},
}
