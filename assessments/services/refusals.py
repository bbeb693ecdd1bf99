"""Refusals that several services share."""

from datetime import datetime


class StartRefused(Exception):
    """This person may not start now; the message is for them. `retry_at` says when they may, if known."""

    def __init__(self, message: str, *, retry_at: datetime | None = None) -> None:
        super().__init__(message)
        self.retry_at = retry_at
