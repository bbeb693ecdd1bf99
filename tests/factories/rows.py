"""Rows by the hundred thousand, for measuring: written past the services, in the shape of one sample."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection, models

_STEP = 5000
Vary = Callable[[int], Any]


def random_uuid() -> UUID:
    """A UUID of version 4, quicker than the standard library's."""
    return UUID(bytes=os.urandom(16), version=4)


def prepared(row: models.Model) -> list[Any]:
    """The values of all concrete fields in their order, as the database takes them."""
    return [
        field.get_db_prep_save(getattr(row, field.attname), connection) for field in row._meta.concrete_fields
    ]


def rows_like(sample: models.Model, ids: Sequence[int], **vary: Vary) -> Iterator[list[Any]]:
    """Rows like a sample with these keys; `vary` gives a field's value by the row's place, from 0.

    Unique UUIDs are drawn anew.
    """
    fields = sample._meta.concrete_fields
    base, changes = prepared(sample), []
    for place, field in enumerate(fields):
        if field.attname in vary:
            changes.append((place, field, vary[field.attname]))
        elif field.primary_key:
            changes.append((place, field, lambda number: ids[number]))
        elif field.unique and isinstance(field, models.UUIDField):
            changes.append((place, field, lambda _number: random_uuid()))
    for number in range(len(ids)):
        row = list(base)
        for place, field, value in changes:
            row[place] = field.get_db_prep_save(value(number), connection)
        yield row


def copy(model: type[models.Model], rows: Iterable[Sequence[Any]]) -> None:
    """Write prepared rows, the values of all concrete fields in their order, into a model's table."""
    names = [f'"{field.column}"' for field in model._meta.concrete_fields]
    table, columns = f'"{model._meta.db_table}"', ", ".join(names)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copying:  # type: ignore[attr-defined]
                for row in rows:
                    copying.write_row(row)
            return
        places, found = ", ".join(["%s"] * len(names)), iter(rows)
        while some := list(islice(found, _STEP)):
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", some)


def copy_like(sample: models.Model, ids: Sequence[int], **vary: Vary) -> None:
    """Write rows like a sample."""
    copy(type(sample), rows_like(sample, ids, **vary))


@contextmanager
def unchecked() -> Iterator[None]:
    """What is copied fits together by construction: a million checks of each key would prove it again."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = origin")
        # By name: of the tables that all databases share, one transaction at a time keeps the figures.
        for table in connection.introspection.django_table_names(only_existing=True):
            cursor.execute(f'ANALYZE "{table}"')
