"""Mail in development: shown on the console, and kept as files that a person can open."""

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.console import EmailBackend as ConsoleBackend
from django.core.mail.backends.filebased import EmailBackend as FileBackend
from django.core.mail.message import EmailMessage


class ConsoleAndFileBackend(BaseEmailBackend):
    """Send nothing; print every message and keep a copy under EMAIL_FILE_PATH."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(str(getattr(settings, "EMAIL_FILE_PATH", "var/mail")))
        folder.mkdir(parents=True, exist_ok=True)
        FileBackend(file_path=str(folder)).send_messages(email_messages)
        return ConsoleBackend().send_messages(email_messages)
