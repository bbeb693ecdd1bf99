"""Bytes that go into one INSERT as arrays."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certificates.models import LogLeaf
from website.fields import BytesField

AWKWARD = (b"", b"\0", b"\\x00", b'",{}\\"', bytes(range(256)))


def test_a_migration_knows_it_by_what_it_is_in_the_database() -> None:
    assert BytesField(max_length=16).deconstruct()[1:] == (
        "django.db.models.BinaryField",
        [],
        {"max_length": 16},
    )


@pytest.mark.django_db
def test_bytes_of_every_value_come_back_and_postgresql_takes_them_by_column() -> None:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        LogLeaf.objects.bulk_create(
            LogLeaf(index=number, data=data, event="issued", at=timezone.now())
            for number, data in enumerate(AWKWARD)
        )
    assert [bytes(data) for data in LogLeaf.objects.order_by("index").values_list("data", flat=True)] == list(
        AWKWARD
    )
    if connection.vendor == "postgresql":
        assert any("UNNEST" in query["sql"] for query in caught)
