"""`manage.py check --deploy` under production settings: any warning fails."""

import os
import sys
import tempfile

import django
from django.core.management import call_command

SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "a-key-for-the-deployment-check-only-0123456789-abcdefghijklmnop",
    "SITE_URL": "https://assay.example",
    "DATABASE_URL": "postgresql://assay@127.0.0.1/assay",
    "BROKER_URL": "redis://127.0.0.1:6379/0",
    "CACHE_URL": "rediscache://127.0.0.1:6379/1",
    "EMAIL_URL": "smtp://localhost:25",
    "DEFAULT_FROM_EMAIL": "Assay <no-reply@assay.example>",
}


def main() -> None:
    """Check what a deployment would run with."""
    folder = tempfile.mkdtemp(prefix="assay-deploy-")
    os.environ.update(SETTINGS | {"ASSAY_KEYS": folder, "ASSAY_VAR": folder})
    django.setup()
    call_command("check", deploy=True, fail_level="WARNING")


if __name__ == "__main__":
    sys.exit(main())
