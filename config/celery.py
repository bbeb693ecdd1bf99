"""The Celery application: tasks nudge, the database says what is due."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_process_init

from config.memory import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

app = Celery("assay")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def settle_worker(**_unused: Any) -> None:
    """A worker's processes live as long as the web's."""
    settle()
