"""Moments that PostgreSQL gives: the same as Django reads them, only sooner."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import DataError, connection
from django.db.backends.postgresql.psycopg_any import BaseTzLoader
from hypothesis import given
from hypothesis import strategies as st

from website.moments import MomentLoader

ZONES = st.sampled_from([UTC, ZoneInfo("Asia/Kathmandu"), timezone(timedelta(hours=-3, minutes=-30))])


def asked(sql: str, *values: object) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        [value] = cursor.fetchone()
    return value


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_connection_reads_moments_in_this_way() -> None:
    at = datetime(2026, 11, 23, 7, 26, 18, 120, tzinfo=UTC)
    found = asked("SELECT %s::timestamptz", at)
    assert found == at
    assert isinstance(found, datetime)
    assert found.tzinfo is UTC
    number = psycopg.adapters.types["timestamptz"].oid
    assert connection.connection.adapters.get_loader(number, psycopg.pq.Format.TEXT) is MomentLoader


@pytest.mark.postgresql
@pytest.mark.django_db
@pytest.mark.parametrize("text", ["infinity", "0044-03-15 10:00:00+00 BC"])
def test_what_no_calendar_holds_is_refused_as_ever(text: str) -> None:
    with pytest.raises((DataError, psycopg.DataError)):
        asked("SELECT %s::timestamptz", text)


@given(st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1), timezones=ZONES))
def test_each_moment_is_what_django_reads(at: datetime) -> None:
    class OfDjango(BaseTzLoader):
        timezone = UTC

    text = f"{at.astimezone(UTC).isoformat(sep=' ')[:-3]}".encode()
    number = psycopg.adapters.types["timestamptz"].oid
    assert MomentLoader(number).load(text) == OfDjango(number).load(text) == at
