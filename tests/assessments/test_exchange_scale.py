"""A whole bank from another system: 5,000 items are judged and taken in within a minute."""

import time

import pytest

from accounts.roles import Role
from assessments.interchange import FORMATS, MAX_ITEMS, Travelling
from assessments.models import Item
from assessments.services.importing import hand_in_items, start_import
from assessments.tasks import take_in_items
from tests.assessments.engine import samples
from tests.factories.accounts import staff
from tests.factories.assessments import NOON, make_bank

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

SECONDS = 60


@pytest.mark.parametrize("name", ["csv", "moodle"])
def test_five_thousand_items_are_taken_in_within_a_minute(name: str) -> None:
    bank = make_bank(items=0)
    items = [
        Travelling(f"Item {number}", samples.single_choice(stem=f"What does case {number} show?"))
        for number in range(MAX_ITEMS)
    ]
    data = FORMATS[name].write(items).data
    source = {"format": name, "purpose": "practice", "domain": "d1", "level": "apply", "file_name": "bank"}
    started = time.perf_counter()
    batch = hand_in_items(bank, data, source=source, by=staff(Role.INSTRUCTOR), now=NOON)
    handed_in = time.perf_counter() - started
    take_in_items(batch.pk)
    start_import(batch.pk, now=NOON)
    take_in_items(batch.pk)
    whole = time.perf_counter() - started
    assert Item.objects.filter(bank=bank).count() == MAX_ITEMS
    assert whole < SECONDS
    # The request waits for the file to be kept, and for nothing else.
    assert handed_in < whole / 20
