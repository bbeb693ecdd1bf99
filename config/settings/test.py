"""Tests: SQLite by default, PostgreSQL by DATABASE_URL; nothing leaves the process."""

import os
import tempfile

os.environ.setdefault("ASSAY_VAR", tempfile.mkdtemp(prefix="assay-test-"))

from config.settings.base import *  # noqa: F403 - the variable above must be set first
from config.settings.base import DATABASES, MEDIA_ROOT, STATIC_ROOT, STORAGES

DEBUG = False
DEVELOPMENT = True
SECRET_KEY = "tests-only"  # noqa: S105 - not a secret
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WAGTAIL_AUTOSAVE_INTERVAL = 0
CELERY_TASK_ALWAYS_EAGER = False
ACCOUNT_RATE_LIMITS = False
FAULT_POINTS_ENABLED = True
DATABASES["default"]["CONN_MAX_AGE"] = 0
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
