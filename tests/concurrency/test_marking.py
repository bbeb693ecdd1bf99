"""Two markers, or two clicks of one: every mark is kept once, and the last one missing decides once."""

import pytest

from accounts.models import User
from assessments.models import ManualMark
from assessments.services.marking import mark_by_hand
from tests.assessments.test_marking_by_hand import ALL, TEXT, essays_first, sat
from tests.concurrency.conftest import at_once
from tests.factories.accounts import UserFactory
from tests.factories.assessments import NOON, RIGHT

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def _marker() -> User:
    # A superuser: the roles' permissions are flushed away between these tests.
    return UserFactory.create(is_staff=True, is_superuser=True)


def test_ten_clicks_of_a_marker_are_one_mark_and_one_outcome() -> None:
    attempt, marker = sat(TEXT, RIGHT), _marker()
    item = essays_first(attempt)[0]
    found = at_once(10, lambda _n: mark_by_hand(item, levels=ALL, comment="", marker=marker, now=NOON).pk)
    assert len(set(found)) == 1
    assert (ManualMark.objects.count(), attempt.outcomes.count()) == (1, 2)


def test_two_markers_at_the_last_two_essays_make_one_outcome_that_decides() -> None:
    attempt = sat(TEXT, TEXT, RIGHT, essays=2)
    items, markers = essays_first(attempt), [_marker(), _marker()]
    found = at_once(2, lambda n: mark_by_hand(items[n], levels=ALL, comment="", marker=markers[n], now=NOON))
    assert not [one for one in found if isinstance(one, Exception)]
    assert [one.decision for one in attempt.outcomes.order_by("number")] == ["held", "pass"]
