"""The policies of an assessment in its file."""

from typing import Any

import pytest
from pydantic import ValidationError

from courses.packages.documents import AssessmentDocument

BASE: dict[str, Any] = {
    "slug": "practice",
    "title": "Practice",
    "kind": "practice",
    "blueprint": [{"domain": "d1", "level": "apply", "items": 6}],
}
EXAMINATION = {"kind": "examination", "cut_score": "3"}


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ({"opens_at": "2026-11-23T13:00:00+01:00"}, {"opens_at": "2026-11-23T12:00:00Z"}),
        ({"max_repeat": "0.25"}, {"max_repeat": "1/4"}),
        ({"review": {"after": ["domains", "outcome"]}}, {"review": ["outcome", "domains"]}),
        (
            {"review": {"after": ["outcome"], "later": ["outcome"], "closed": ["key", "outcome"]}},
            {"review": {"after": ["outcome"], "closed": ["outcome", "key"]}},
        ),
        ({"grace_seconds": 0}, {}),
        ({"later_delay_hours": 0}, {"later_delay_hours": 0}),
    ],
    ids=["moment in UTC", "share", "a list is enough", "columns that differ", "no grace", "no later delay"],
)
def test_each_policy_is_written_in_one_way(written: dict[str, Any], normal: dict[str, Any]) -> None:
    said = AssessmentDocument.model_validate(BASE | written).said()
    assert said == AssessmentDocument.model_validate(BASE | normal).said()
    assert {name: said.get(name) for name in normal} == normal


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        (
            {"opens_at": "2026-11-24T12:00:00Z", "closes_at": "2026-11-23T12:00:00Z"},
            "closes_at must come after opens_at",
        ),
        (
            {"due_at": "2026-11-24T12:00:00Z", "closes_at": "2026-11-23T12:00:00Z"},
            "closes_at must come after due_at",
        ),
        ({"opens_at": "2026-11-24T12:00:00"}, "a moment with its zone"),
        ({"max_repeat": "5/4"}, "a share from 0 to 1"),
        ({"grade_bands": [{"name": "a", "min": "1/2"}]}, "the first band begins at 0"),
        ({"grade_bands": [{"name": "a", "min": "0"}, {"name": "b", "min": "0"}]}, "above the one before it"),
        ({"review": {"during": ["key"]}}, "needs feedback: immediate"),
        (EXAMINATION | {"feedback": "immediate"}, "shows nothing while it runs"),
        (EXAMINATION | {"review": {"during": ["key"]}}, "shows nothing while it runs"),
        (EXAMINATION | {"grade_bands": [{"name": "a", "min": "0"}]}, "no grade bands"),
        ({"access_code": "x"}, "Extra inputs"),
    ],
    ids=[
        "closes first",
        "due after the close",
        "no zone",
        "more than all",
        "gap",
        "twice",
        "during without feedback",
        "immediate examination",
        "during an examination",
        "bands of an examination",
        "a code in a file",
    ],
)
def test_policies_that_contradict_each_other_are_refused(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        AssessmentDocument.model_validate(BASE | changes)
