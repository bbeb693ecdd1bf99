"""Settings shared by every environment. Each environment variable is read once, here or in one sibling."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

VAR_DIR = Path(env.str("ASSAY_VAR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

INSTALLED_APPS = [
    "workplace",
    "certificates",
    "courses",
    "assessments",
    "accounts",
    "website",
    "wagtail.contrib.redirects",
    "wagtail.contrib.sitemaps",
    "wagtail.embeds",
    "wagtail.sites",
    "config.admin_apps.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "website.middleware.CSPByPathMiddleware",
    "website.middleware.CanonicalHostMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "website.middleware.LanguageLinkMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.PreferencesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.StaffSecondFactorMiddleware",
    "assessments.middleware.LogItemViews",
    "courses.middleware.SiteMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "website.context.site",
            ],
        },
    },
]

# The root of every published identifier: credentials, achievements, the issuer's DID.
SITE_URL = env.str("SITE_URL", default=f"http://localhost:{env.int('PORT', default=8000)}").rstrip("/")
SITE_HOST = urlsplit(SITE_URL).hostname or "localhost"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_SITE_NAME = "Assay"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
WAGTAIL_CONTENT_LANGUAGES = [("en", "English")]
TIME_ZONE = "UTC"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    # What candidates hand in: nothing serves this folder.
    "responses": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(VAR_DIR / "responses"), "base_url": None, "file_permissions_mode": 0o600},
    },
}
# Whether items may ask for files. Off: read docs/operations.md before turning it on.
ASSESSMENT_UPLOADS = env.bool("ASSESSMENT_UPLOADS", default=False)

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Signing keys: files with mode 0600, made at the first start.
KEYS_DIR = Path(env.str("ASSAY_KEYS", default=str(VAR_DIR / "keys")))
# The newest head of the log that was published: what tells a restored database that it is too old.
LOG_HEAD = Path(env.str("ASSAY_LOG_HEAD", default=str(VAR_DIR / "log-head")))

# --- Sign-in -----------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["accounts.backends.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "workplace:dashboard"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupDetailsForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Assay"

# --- Wagtail -----------------------------------------------------------------------------------
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_AUTOSAVE_INTERVAL = 3000
WAGTAIL_FINISH_WORKFLOW_ACTION = "assessments.publication.publish_approved"
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp", "svg"]
WAGTAILDOCS_EXTENSIONS = ["csv", "pdf", "txt", "zip"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"

# --- Content security policy -------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        # The editor's preview panel frames the public page.
        "frame-ancestors": [SELF],
    },
}
# The tightest with which Wagtail's admin works; see docs/decisions.
CSP_ADMIN = {
    "default-src": [NONE],
    "script-src": [SELF, NONCE],
    "style-src": [SELF],
    "style-src-elem": [SELF, "'unsafe-inline'"],
    "style-src-attr": [NONE],
    "img-src": [SELF, "blob:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "frame-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [SELF],
}
X_FRAME_OPTIONS = "SAMEORIGIN"
# The editor's preview panel frames our own pages: "DENY" would break it.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
SECURE_REFERRER_POLICY = "same-origin"

# --- Database and caches -----------------------------------------------------------------------
DATABASE_URL = env.str("DATABASE_URL", default="") or f"sqlite:///{VAR_DIR / 'assay.sqlite3'}"
DATABASES: dict[str, dict[str, Any]] = {"default": dict(env.db_url_config(DATABASE_URL))}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # The same statements come again and again: PostgreSQL plans each once for a connection, not for each request.
    DATABASES["default"]["OPTIONS"] = {"server_side_binding": True, "prepare_threshold": 5}
DATABASES["default"]["CONN_MAX_AGE"] = None
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

_LOCAL_CACHE = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "OPTIONS": {"MAX_ENTRIES": 5000},
}
# "local" holds what its key names by content or stamp, so that each process may keep its own copy.
CACHES: dict[str, dict[str, Any]] = {
    "default": {**_LOCAL_CACHE, "LOCATION": "default"},
    "local": {**_LOCAL_CACHE, "LOCATION": "local"},
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# --- Printing -----------------------------------------------------------------------------------
# The faces that every printed page is set in: fonts of the machine would make the bytes depend on it.
TYPST_FONTS = BASE_DIR / "certificates" / "typst" / "fonts"

# --- Celery ------------------------------------------------------------------------------------
BROKER_URL = env.str("BROKER_URL", default="") or "filesystem://localhost"
CELERY_BROKER_URL = BROKER_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
if BROKER_URL.startswith("filesystem:"):
    _queue = VAR_DIR / "queue"
    for _folder in ("messages", "control"):
        (_queue / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "data_folder_in": str(_queue / "messages"),
        "data_folder_out": str(_queue / "messages"),
        "control_folder": str(_queue / "control"),
        "polling_interval": 0.2,
    }
# A sweep's message expires with the next one: a stopped worker must not wake to a queue of sweeps.
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "submit-overdue-attempts": {
        "task": "assessments.tasks.sweep_overdue_attempts",
        "schedule": 30,
        "options": {"expires": 30},
    },
    "remove-unnamed-files": {
        "task": "assessments.tasks.sweep_unnamed_files",
        "schedule": 3600,
        "options": {"expires": 3600},
    },
    "draw-forms-ahead": {
        "task": "assessments.tasks.sweep_prepared_forms",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "count-exposures": {
        "task": "assessments.tasks.sweep_exposures",
        "schedule": 600,
        "options": {"expires": 600},
    },
    "compare-wording": {
        "task": "assessments.tasks.sweep_likeness",
        "schedule": 120,
        "options": {"expires": 120},
    },
    "queue-for-markers": {
        "task": "assessments.tasks.sweep_marking",
        "schedule": 600,
        "options": {"expires": 600},
    },
    "apply-cut-scores": {
        "task": "assessments.tasks.sweep_cuts",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "take-in-items": {
        "task": "assessments.tasks.sweep_imports",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "count-outcomes": {
        "task": "assessments.tasks.sweep_tallies",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "count-all-outcomes": {
        "task": "assessments.tasks.sweep_all_tallies",
        "schedule": 3600,
        "options": {"expires": 3600},
    },
    "carry-out-remarks": {
        "task": "assessments.tasks.sweep_remarks",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "send-candidate-notices": {
        "task": "assessments.tasks.sweep_notices",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "look-after-courses": {
        "task": "courses.tasks.sweep_desk",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "issue-due-credentials": {
        "task": "certificates.tasks.sweep_due_credentials",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "render-pending-pdfs": {
        "task": "certificates.tasks.sweep_pending_pdfs",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "send-pending-notices": {
        "task": "certificates.tasks.sweep_pending_notices",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "remind-of-renewal": {
        "task": "certificates.tasks.sweep_reminders",
        "schedule": 3600,
        "options": {"expires": 3600},
    },
    "anchor-staff-acts": {
        "task": "certificates.tasks.sweep_acts",
        "schedule": 3600,
        "options": {"expires": 3600},
    },
    "answer-cases": {
        "task": "certificates.tasks.sweep_case_answers",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "tell-of-new-cases": {
        "task": "certificates.tasks.sweep_new_cases",
        "schedule": 300,
        "options": {"expires": 300},
    },
    "issue-lists": {
        "task": "certificates.tasks.sweep_bulk_issues",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "sign-status-lists": {
        "task": "certificates.tasks.sign_status_lists",
        "schedule": 3600,
        "options": {"expires": 3600},
    },
    "sign-checkpoint": {
        "task": "certificates.tasks.sign_checkpoint",
        "schedule": 300,
        "options": {"expires": 300},
    },
    "publish-scheduled-pages": {
        "task": "courses.tasks.publish_scheduled",
        "schedule": 60,
        "options": {"expires": 60},
    },
}

# --- Limits -------------------------------------------------------------------------------------
# How many proxies of ours stand in front and append to X-Forwarded-For; 0: nobody's word is taken.
TRUSTED_PROXIES = ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
# How often one address, or one key, may ask within a minute; all of them times the factor.
VERIFY_LIMITS = {
    "page": 120,
    "file": 30,
    "receipt": 30,
    "name": 5,
    "report": 5,
    "list": 12,
    "call": 60,
    "keyed-call": 300,
    "batch": 60,
    "wrong-key": 10,
}
VERIFY_LIMIT_FACTOR = env.int("VERIFY_LIMIT_FACTOR", default=1)

# --- Mail --------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Assay <no-reply@assay.example>")
EMAIL_TIMEOUT = 10

# Who asks /metrics with "Authorization: Bearer <this>" is answered; without one, who asks from this machine.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")

# An environment-named pause point for the fault suite; honoured in test settings only.
FAULT_POINTS_ENABLED = False
