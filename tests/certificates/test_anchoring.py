"""The end of the staff's audit trail in the transparency log: once a day, and compared again whenever somebody asks."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from accounts.api import record_act
from accounts.models import StaffAct, StaffActHead
from certificates.models import ActsAnchor, LogLeaf
from certificates.services.anchoring import anchor_acts, anchor_due_acts, compare_anchors
from certificates.services.log import log_size
from tests.accounts.test_acts import tamper
from tests.factories.assessments import NOON

pytestmark = pytest.mark.django_db


def act(number: int = 1) -> StaffAct:
    return record_act("items.exported", by=None, facts={"items": number}, now=NOON)


def verify() -> tuple[int, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_acts", stdout=out, stderr=err)
    except SystemExit as ended:
        return int(ended.code or 0), err.getvalue()
    return 0, out.getvalue()


def test_the_end_of_the_trail_is_anchored_once_a_day_and_only_when_it_moved_on() -> None:
    assert anchor_due_acts(now=NOON) is None
    entry = act()
    anchored = anchor_due_acts(now=NOON)
    assert anchored is not None
    assert (anchored.number, anchored.digest) == (entry.number, entry.digest)
    assert anchored.leaf.event == "staff-acts"
    # The leaf is public: it says neither how many acts there were nor what their digest is.
    public = bytes(anchored.leaf.data).decode()
    assert entry.digest not in public
    assert '"acts"' in public
    act(2)
    assert anchor_due_acts(now=NOON + timedelta(hours=23)) is None
    assert anchor_due_acts(now=NOON + timedelta(hours=24)) is not None
    assert anchor_due_acts(now=NOON + timedelta(hours=48)) is None
    assert anchor_acts(now=NOON + timedelta(hours=48)) is None
    assert (compare_anchors(), log_size()) == ((2, []), 2)
    assert verify()[0] == 0


def test_a_trail_written_anew_as_a_whole_does_not_fit_its_anchor() -> None:
    act()
    anchor_acts(now=NOON)
    tamper("DELETE FROM accounts_staffact")
    StaffActHead.objects.all().delete()
    act(7)
    # The chain holds in itself: the anchor is what tells.
    code, said = verify()
    assert code == 1
    assert "Entry 1 is not the one that was anchored." in said


def test_an_anchor_that_the_log_does_not_bear_out_is_found(monkeypatch: Any) -> None:
    act()
    anchored = anchor_acts(now=NOON)
    assert anchored is not None
    LogLeaf.objects.filter(pk=anchored.leaf_id).update(data=b'{"v":1}')
    assert compare_anchors() == (1, ["The log's entry 0 says something else."])
    assert ActsAnchor.objects.count() == 1
