"""Moments from PostgreSQL, read by the clock's own parser: a list of a thousand certificates holds four thousand of them.

Django reads each with a Python routine of psycopg that costs some ten times as much, a seventh of the whole list.
"""

from datetime import UTC, datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import BaseTzLoader


class MomentLoader(BaseTzLoader):
    """As Django reads a moment in UTC. What Python's calendar cannot hold is left to psycopg, which says so."""

    timezone = UTC

    def load(self, data: Any) -> datetime:
        try:
            return datetime.fromisoformat(bytes(data).decode())
        except ValueError:
            by_psycopg: datetime = super().load(data)
            return by_psycopg


def read_quickly(connection: Any, **_unused: Any) -> None:
    """Let a new connection read moments in this way. One that is set to another zone goes back to Django's own."""
    if connection.vendor == "postgresql":
        connection.connection.adapters.register_loader("timestamptz", MomentLoader)
