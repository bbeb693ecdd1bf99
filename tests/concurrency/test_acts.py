"""Many who act at once: the audit trail has one writer at a time, no gap and no fork. And one answer, one marker."""

from datetime import timedelta

import pytest
from django.db import transaction

from accounts.models import StaffAct
from accounts.services.acts import record_act, verify_acts
from assessments.models import MarkingTask
from assessments.services.marking_tasks import claim_next
from tests.assessments.test_marking_by_hand import TEXT, sat
from tests.concurrency.conftest import at_once
from tests.factories.accounts import UserFactory
from tests.factories.assessments import NOON, RIGHT

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_twenty_acts_at_once_are_one_chain() -> None:
    before = verify_acts().count
    found = at_once(20, lambda n: record_act("items.exported", by=None, facts={"items": n}, now=NOON).number)
    assert sorted(found) == list(range(before + 1, before + 21))
    assert (verify_acts().count, verify_acts().fault) == (before + 20, "")


def test_an_act_that_is_taken_back_leaves_no_gap_for_those_who_waited() -> None:
    def act(number: int) -> None:
        with transaction.atomic():
            record_act("items.exported", by=None, facts={"items": number}, now=NOON)
            if number % 2:
                raise RuntimeError

    before = StaffAct.objects.count()
    at_once(12, act)
    assert (verify_acts().count, verify_acts().fault) == (before + 6, "")


def test_ten_markers_at_once_get_ten_answers_or_none_and_never_the_same() -> None:
    sat(TEXT, TEXT, TEXT, RIGHT, essays=3)
    markers = [UserFactory.create(is_staff=True, is_superuser=True) for _number in range(10)]

    def take(number: int) -> int | None:
        task = claim_next(markers[number], now=NOON)
        return None if task is None else task.pk

    found = [one for one in at_once(10, take) if one is not None]
    assert not [one for one in found if isinstance(one, Exception)]
    assert len(found) == len(set(found)) == 3
    assert MarkingTask.objects.filter(claimed_until=NOON + timedelta(hours=1)).count() == 3
