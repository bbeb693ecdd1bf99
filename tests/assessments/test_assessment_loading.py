"""Assessments from course packages, and back."""

from decimal import Decimal
from typing import Any

import pytest

from assessments.models import Assessment
from assessments.services.assessment_loading import export_assessments, load_assessment
from tests.factories.assessments import make_bank

pytestmark = pytest.mark.django_db

EXAMINATION: dict[str, Any] = {
    "slug": "examination",
    "title": "Examination",
    "kind": "examination",
    "instructions": "Answer **all**.",
    "agreement": "I agree.",
    "minutes": 45,
    "attempts": 2,
    "retake_delay_hours": 336,
    "cut_score": "17",
    "cut_score_status": "provisional",
    "review": ["outcome", "domains"],
    "blueprint": [
        {"domain": "d1", "level": "understand", "items": 3},
        {"domain": "d1", "level": "apply", "items": 5},
        {"domain": "d2", "level": "apply", "items": 2},
    ],
}
PRACTICE: dict[str, Any] = {
    "slug": "practice",
    "title": "Practice",
    "kind": "practice",
    "review": ["outcome", "domains", "responses", "correctness", "feedback", "key"],
    "blueprint": [{"domain": "d1", "level": "apply", "items": 6}],
}


@pytest.fixture(autouse=True)
def _bank() -> None:
    make_bank(items=0)


def test_assessments_come_back_as_they_were_loaded() -> None:
    for data in (PRACTICE, EXAMINATION):
        assert load_assessment("bank", data) == "created"
        assert load_assessment("bank", data) == "unchanged"
    assert export_assessments("bank") == [EXAMINATION, PRACTICE]


def test_a_cut_score_is_kept_exactly() -> None:
    load_assessment("bank", EXAMINATION | {"cut_score": "16.625"})
    assert Assessment.objects.get().cut_score == Decimal("16.625")
    assert export_assessments("bank")[0]["cut_score"] == "16.625"
    assert load_assessment("bank", EXAMINATION | {"cut_score": "16.6250"}) == "unchanged"


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Renamed"},
        {"minutes": None},
        {"attempts": None},
        {"cut_score": "18"},
        {"review": ["outcome"]},
        {"blueprint": list(reversed(EXAMINATION["blueprint"]))},
    ],
    ids=["title", "untimed", "unlimited", "cut", "review", "order of cells"],
)
def test_a_changed_file_changes_the_assessment_and_keeps_its_identity(change: dict[str, Any]) -> None:
    load_assessment("bank", EXAMINATION)
    uuid = Assessment.objects.get().uuid
    changed = {name: value for name, value in (EXAMINATION | change).items() if value is not None}
    assert load_assessment("bank", changed) == "changed"
    assert export_assessments("bank") == [changed]
    assert Assessment.objects.get().uuid == uuid


def test_an_edit_made_here_is_a_conflict_and_stays_unless_overwritten() -> None:
    load_assessment("bank", EXAMINATION)
    Assessment.objects.update(minutes=60)
    assert load_assessment("bank", EXAMINATION) == "conflict"
    assert load_assessment("bank", EXAMINATION | {"title": "Renamed"}) == "conflict"
    assert Assessment.objects.get().minutes == 60
    assert load_assessment("bank", EXAMINATION, overwrite=True) == "changed"
    assert Assessment.objects.get().minutes == 45


def test_the_same_edit_here_and_in_the_file_agree_from_then_on() -> None:
    load_assessment("bank", EXAMINATION)
    Assessment.objects.update(minutes=60)
    assert load_assessment("bank", EXAMINATION | {"minutes": 60}) == "unchanged"
    assert load_assessment("bank", EXAMINATION | {"minutes": 50}) == "changed"


POLICIES: dict[str, Any] = PRACTICE | {
    "opens_at": "2026-11-23T08:00:00Z",
    "closes_at": "2026-11-24T08:00:00Z",
    "grace_seconds": 30,
    "later_delay_hours": 0,
    "navigation": "sequential",
    "item_order": "blueprint",
    "max_repeat": "1/3",
    "feedback": "immediate",
    "grading": "average",
    "grade_bands": [{"name": "Low", "min": 0}, {"name": "High", "min": "3/4"}],
    "review": {"during": ["correctness"], "after": ["outcome"], "closed": ["outcome", "key"]},
}


def test_every_policy_comes_back_as_it_was_loaded() -> None:
    assert load_assessment("bank", POLICIES) == "created"
    assert load_assessment("bank", POLICIES) == "unchanged"
    assert export_assessments("bank") == [POLICIES]
    assert load_assessment("bank", PRACTICE | {"closes_at": POLICIES["closes_at"]}) == "changed"
    assert Assessment.objects.get().navigation == "free"


def test_times_set_here_stay_where_the_file_says_none() -> None:
    load_assessment("bank", PRACTICE)
    Assessment.objects.update(opens_at=POLICIES["opens_at"])
    assert load_assessment("bank", PRACTICE) == "unchanged"
    assert load_assessment("bank", PRACTICE | {"title": "Renamed"}) == "changed"
    assert Assessment.objects.get().opens_at is not None


def test_a_load_leaves_the_access_code_alone() -> None:
    load_assessment("bank", PRACTICE)
    Assessment.objects.update(access_code_hash="kept")
    assert load_assessment("bank", PRACTICE | {"title": "Renamed"}) == "changed"
    assert Assessment.objects.get().access_code_hash == "kept"
    assert "kept" not in str(export_assessments("bank"))


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"title": "Renamed"}, "set"),
        ({"blueprint": list(reversed(EXAMINATION["blueprint"]))}, "set"),
        ({"cut_score": "18"}, "provisional"),
        ({"blueprint": EXAMINATION["blueprint"][:2]}, "provisional"),
    ],
    ids=["title", "order of cells", "cut", "blueprint"],
)
def test_what_a_panel_has_set_stays_so_until_a_file_says_another_cut_or_form(
    change: dict[str, Any], status: str
) -> None:
    load_assessment("bank", EXAMINATION)
    Assessment.objects.update(cut_score_status="set")
    assert load_assessment("bank", EXAMINATION) == "unchanged"
    assert load_assessment("bank", EXAMINATION | change) == "changed"
    assert Assessment.objects.get().cut_score_status == status


def test_no_file_says_that_a_panel_has_set_its_cut() -> None:
    load_assessment("bank", EXAMINATION | {"cut_score_status": "set"})
    assert Assessment.objects.get().cut_score_status == "provisional"
    Assessment.objects.update(cut_score_status="set")
    assert export_assessments("bank")[0]["cut_score_status"] == "provisional"
