"""Marking again: shown before it is done, nothing lost, nothing changed silently."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from assessments import engine, ports
from assessments.engine import Action
from assessments.models import Attempt, Item, ItemVersion, Outcome, Remark
from assessments.services.loading import load_item
from assessments.services.outcomes import submit_attempt
from assessments.services.remarking import (
    Proposal,
    RemarkRefused,
    carry_out_remark,
    decide_remark,
    dry_run,
    unfinished_remarks,
)
from assessments.services.sitting import Answer, save_response
from assessments.services.starting import start_attempt
from tests.factories.accounts import UserFactory, staff
from tests.factories.assessments import (
    NOON,
    RIGHT,
    WRONG,
    item_data,
    make_assessment,
    make_bank,
    single_choice,
)

LATER = NOON + timedelta(days=1)


@pytest.mark.parametrize(
    ("cut", "items", "dropped", "expected"),
    [("17", 24, 0, Fraction(17)), ("17", 24, 1, Fraction(391, 24)), ("1", 2, 1, Fraction(1, 2))],
)
def test_a_cut_keeps_its_share_of_what_is_left(
    cut: str, items: int, dropped: int, expected: Fraction
) -> None:
    assert engine.cut_after_drops(Decimal(cut), items=items, dropped=dropped) == expected


def test_a_form_keeps_an_item() -> None:
    with pytest.raises(ValueError, match="at least one"):
        engine.cut_after_drops(Decimal(1), items=1, dropped=1)


@pytest.fixture
def sat(db: Any) -> list[Attempt]:
    """Two submitted attempts at the same two items, cut at one of two: the first passed by item e-000 alone."""
    assessment = make_assessment(make_bank(items=2), items=2, cut_score="1")
    attempts = []
    for number in range(2):
        attempt = start_attempt(assessment, UserFactory.create(), agreed=True, now=NOON)
        for item in attempt.items.select_related("version__item"):
            first = item.version.item.slug == "e-000"
            right = RIGHT if (first and number == 0) else WRONG
            save_response(
                attempt.uuid, item.position, Answer(right, 0), user_id=attempt.candidate_id, now=NOON
            )
        submit_attempt(attempt.pk, now=NOON)
        attempts.append(attempt)
    return attempts


def version_of(slug: str = "e-000") -> ItemVersion:
    found: ItemVersion = Item.objects.get(slug=slug).current_version
    return found


def corrected() -> tuple[ItemVersion, ItemVersion]:
    """The version that was sat, and one whose key is "b"."""
    old = version_of()
    content = single_choice("Which one, in e-000?")
    for choice, credit in zip(content["choices"], (0, 1, 0), strict=True):
        choice["credit"] = credit
    load_item("bank", item_data("e-000", interaction=content), actor=None, now=LATER)
    return old, version_of()


def decisions(attempts: list[Attempt]) -> list[str]:
    return [attempt.outcomes.order_by("-number")[0].decision for attempt in attempts]


def decide(version: ItemVersion, action: Action, **changes: Any) -> Remark:
    by_version = changes.pop("by_version", None)
    seen = dry_run(Proposal(version, action, by_version)).digest
    given = {
        "reason": "The key was wrong.",
        "by": staff(Role.CERTIFICATION_OFFICER),
        "seen": seen,
        "now": LATER,
    }
    return decide_remark(Proposal(version, action, by_version), **(given | changes))


def test_a_dry_run_shows_every_attempt_and_writes_nothing(sat: list[Attempt]) -> None:
    old, new = corrected()
    shown = dry_run(Proposal(old, Action.NEW_VERSION, new))
    assert [(str(one.before.score), str(one.after.score)) for one in shown.effects] == [
        ("1", "0"),
        ("0", "1"),
    ]
    assert [(one.before.decision, one.after.decision) for one in shown.effects] == [
        ("pass", "fail"),
        ("fail", "pass"),
    ]
    assert Outcome.objects.count() == 2
    assert not Remark.objects.exists()


def test_a_dry_run_asks_no_more_for_many_attempts_than_for_two(sat: list[Attempt]) -> None:
    proposal = Proposal(version_of(), Action.AWARD)
    with CaptureQueriesContext(connection) as of_two:
        dry_run(proposal)
    for _number in range(4):
        attempt = start_attempt(sat[0].assessment, UserFactory.create(), agreed=True, now=NOON)
        submit_attempt(attempt.pk, now=NOON)
    with CaptureQueriesContext(connection) as of_six:
        assert len(dry_run(proposal).effects) == 6
    assert len(of_six) == len(of_two)


def test_a_corrected_key_adds_outcomes_and_keeps_the_old_ones(sat: list[Attempt]) -> None:
    old, new = corrected()
    remark = decide(old, Action.NEW_VERSION, by_version=new)
    assert unfinished_remarks() == [remark.pk]
    assert carry_out_remark(remark.pk, now=LATER) == 2
    assert decisions(sat) == ["fail", "pass"]
    assert [outcome.decision for outcome in sat[0].outcomes.order_by("number")] == ["pass", "fail"]
    assert "The key was wrong." in sat[0].outcomes.get(number=2).reason
    assert unfinished_remarks() == []


def test_carried_out_twice_or_after_a_kill_there_is_one_outcome_for_each(sat: list[Attempt]) -> None:
    old, new = corrected()
    remark = decide(old, Action.NEW_VERSION, by_version=new)
    carry_out_remark(remark.pk, now=LATER)
    Remark.objects.filter(pk=remark.pk).update(finished_at=None)
    assert carry_out_remark(remark.pk, now=LATER) == 0
    assert Outcome.objects.count() == 4


def test_full_marks_are_for_everybody(sat: list[Attempt]) -> None:
    carry_out_remark(decide(version_of(), Action.AWARD).pk, now=LATER)
    assert decisions(sat) == ["pass", "pass"]
    # The first had them already: nothing new is written for it.
    assert sat[0].outcomes.count() == 1


def test_a_dropped_item_lowers_maximum_and_cut_by_the_same_share(sat: list[Attempt]) -> None:
    carry_out_remark(decide(version_of("e-001"), Action.DROP).pk, now=LATER)
    outcome = sat[0].outcomes.order_by("-number")[0]
    assert (outcome.score, outcome.maximum, outcome.decision) == (Fraction(1), Fraction(1), "pass")
    assert decisions(sat)[1] == "fail"
    with pytest.raises(RemarkRefused, match="no item left"):
        dry_run(Proposal(version_of("e-000"), Action.DROP))


def test_what_changed_since_it_was_shown_is_not_decided(sat: list[Attempt]) -> None:
    old, new = corrected()
    seen = dry_run(Proposal(old, Action.AWARD)).digest
    with pytest.raises(RemarkRefused, match="Look at it again"):
        decide(old, Action.NEW_VERSION, by_version=new, seen=seen)
    assert not Remark.objects.exists()


def test_neither_a_candidate_nor_anybody_without_the_permission_decides(sat: list[Attempt]) -> None:
    candidate = sat[0].candidate
    candidate.is_superuser = True
    candidate.save()
    for person in (candidate, staff(Role.INSTRUCTOR)):
        with pytest.raises(PermissionDenied):
            decide(version_of(), Action.AWARD, by=person)


@pytest.mark.parametrize("how", ["another item", "the same version", "none"])
def test_only_another_version_of_the_item_can_mark_it(sat: list[Attempt], how: str) -> None:
    other = {"another item": version_of("e-001"), "the same version": version_of(), "none": None}[how]
    with pytest.raises(RemarkRefused):
        dry_run(Proposal(version_of(), Action.NEW_VERSION, other))


def test_an_attempt_that_ran_meanwhile_is_marked_in_the_same_way(sat: list[Attempt]) -> None:
    running = start_attempt(sat[0].assessment, UserFactory.create(), agreed=True, now=NOON)
    carry_out_remark(decide(version_of(), Action.AWARD).pk, now=LATER)
    assert submit_attempt(running.pk, now=LATER).score == 1


def test_records_that_rest_on_a_changed_decision_are_listed_and_left_alone(
    sat: list[Attempt], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def find(attempt_ids: Any) -> list[ports.AffectedRecord]:
        asked.extend(attempt_ids)
        return [ports.AffectedRecord(attempt_ids[0], "ASY-TEST", "/credentials/x")]

    monkeypatch.setattr(ports, "_records", [find])
    old, new = corrected()
    shown = dry_run(Proposal(old, Action.NEW_VERSION, new))
    assert [record.description for record in shown.records] == ["ASY-TEST"]
    assert asked == [attempt.pk for attempt in sat]


def test_replaying_the_stored_answers_gives_the_recorded_outcome(sat: list[Attempt]) -> None:
    for attempt in sat:
        recorded = attempt.outcomes.get()
        results = []
        for item in attempt.items.select_related("version").order_by("position"):
            steps = [
                engine.Step(step.sequence, engine.StepStatus(step.status), step.data)
                for step in item.steps.order_by("sequence")
            ]
            last = engine.current(steps)
            mark = engine.mark_item(item.version.content, last.data if last else {})
            results.append(engine.ItemResult(item.position, item.version.domain, mark.score))
        assert engine.total(results) == (recorded.score, recorded.maximum)
        assert recorded.rules_version == engine.RULES_VERSION
