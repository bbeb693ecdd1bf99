"""Counting outcomes into tallies: against a computation from the records, and the same however it is reached."""

from collections import Counter, defaultdict
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest

from assessments import tasks
from assessments.engine import statistics
from assessments.models import (
    Assessment,
    Attempt,
    AttemptItem,
    LateAcceptance,
    Outcome,
    Remark,
    Response,
    TalliedOutcome,
    Tally,
    TallyState,
)
from assessments.services.outcomes import record_outcome
from assessments.services.remarking import carry_out_remark
from assessments.services.tallying import (
    assessments_to_count,
    count_again,
    count_assessment,
    forget_tallies,
)
from tests.factories.accounts import UserFactory
from tests.factories.assessments import NOON
from tests.factories.sittings import make_cohort, make_mixed_bank, make_mixed_examination

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)


@pytest.fixture
def examination() -> Assessment:
    return make_mixed_examination(make_mixed_bank(), pilot_items=0)


def rows(assessment: Assessment) -> list[tuple[Any, ...]]:
    fields = ("kind", "shape", "month", "name", "version_id", "counts")
    return sorted(Tally.objects.filter(assessment=assessment).values_list(*fields), key=lambda row: row[:4])


def merged(assessment: Assessment, kind: statistics.Kind) -> dict[str, statistics.Tally]:
    found: dict[str, statistics.Tally] = defaultdict(statistics.Tally)
    for row in Tally.objects.of(assessment.pk, kind):
        found[row.name].add(statistics.Tally(row.counts))
    return found


def brute(assessment: Assessment) -> dict[str, Any]:
    """The same from every record, one attempt after the other, with no code of the counting."""
    totals: Counter[Fraction] = Counter()
    marks: dict[int, Counter[Any]] = defaultdict(Counter)
    choices: dict[int, dict[str, Counter[Any]]] = defaultdict(lambda: defaultdict(Counter))
    for attempt in Attempt.objects.filter(assessment=assessment).exclude(submitted_at=None):
        outcome = attempt.outcomes.order_by("-number")[0]
        counted = {
            entry["position"]: Fraction(entry["score"])
            for entry in outcome.items
            if entry.get("remark") != "drop" and not entry.get("pilot")
        }
        total = sum(counted.values(), Fraction(0))
        totals[total] += 1
        for item in attempt.items.select_related("version"):
            mark = counted.get(item.position)
            if mark is None:
                continue
            marks[item.version_id][mark, total - mark] += 1
            if item.version.content["type"] == "single-choice":
                choices[item.version_id][item.response.get("choice", "")][total - mark] += 1
    return {"totals": totals, "marks": marks, "choices": choices}


def test_tallies_are_what_every_record_says_one_by_one(examination: Assessment) -> None:
    make_cohort(examination, 40, seed=7)
    assert count_assessment(examination.pk, now=LATER) == 40
    expected = brute(examination)
    [form] = merged(examination, statistics.Kind.FORM).values()
    assert statistics.totals_of(form) == expected["totals"]
    found = merged(examination, statistics.Kind.ITEM)
    assert set(found) == {str(version) for version in expected["marks"]}
    for name, tally in found.items():
        joints = statistics.item_joints(tally, counts=True)
        plain = Counter(
            {(x / Fraction(joints.scale), y / Fraction(joints.scale)): n for x, y, n in joints.with_rest}
        )
        assert plain == expected["marks"][int(name)], name
        for option, rests in expected["choices"][int(name)].items():
            taken = joints.options.options[option].of_y()
            assert {rest / Fraction(joints.scale): n for rest, n in taken.items()} == rests


def test_places_of_the_blueprint_make_up_the_total(examination: Assessment) -> None:
    make_cohort(examination, 12, seed=3)
    count_assessment(examination.pk, now=LATER)
    places = merged(examination, statistics.Kind.PLACE)
    assert sorted(places) == [f"{d}|apply|{k}" for d in ("d1", "d2") for k in range(1, 5)]
    [form] = merged(examination, statistics.Kind.FORM).values()
    summed = sum(
        (mark * n for tally in places.values() for mark, _t, n in statistics.pairs_of(tally.of("marks"))),
        Fraction(0),
    )
    assert summed == sum(total * n for total, n in statistics.totals_of(form).items())


def test_counting_twice_counts_once_and_late_comers_are_added(examination: Assessment) -> None:
    make_cohort(examination, 5, seed=1)
    assert count_assessment(examination.pk, now=LATER) == 5
    before = rows(examination)
    assert count_assessment(examination.pk, now=LATER) == 0
    assert rows(examination) == before
    make_cohort(examination, 4, seed=2, now=NOON + timedelta(days=40))
    assert count_assessment(examination.pk, now=LATER) == 4
    state = TallyState.objects.get(assessment=examination)
    assert (state.counted, state.waiting) == (9, 0)
    assert {row.month for row in Tally.objects.all()} == {"2026-11", "2027-01"}
    assert_same_from_nothing(examination)


def assert_same_from_nothing(assessment: Assessment) -> None:
    """Whatever way led here, counting everything anew gives the same rows."""
    before = rows(assessment)
    assert before
    forget_tallies(assessment.pk, now=LATER)
    assert rows(assessment) == []
    count_assessment(assessment.pk, now=LATER)
    assert rows(assessment) == before


def version_somebody_missed(assessment: Assessment) -> int:
    """An item in which not everybody has full marks: giving them to all has to change something."""
    outcome = next(
        one
        for one in Outcome.objects.filter(attempt__assessment=assessment).order_by("pk")
        if any(Fraction(entry["score"]) == 0 for entry in one.items)
    )
    position = next(entry["position"] for entry in outcome.items if Fraction(entry["score"]) == 0)
    return AttemptItem.objects.get(attempt=outcome.attempt, position=position).version_id


@pytest.mark.parametrize("action", ["drop", "award"])
def test_a_re_mark_takes_the_old_outcome_out(examination: Assessment, action: str) -> None:
    make_cohort(examination, 15, seed=5)
    count_assessment(examination.pk, now=LATER)
    version = version_somebody_missed(examination)
    remark = Remark.objects.create(
        version_id=version,
        action=action,
        reason="Two answers are right.",
        decided_by=UserFactory.create(),
        decided_at=LATER,
        shown_digest="0" * 64,
    )
    assert carry_out_remark(remark.pk, now=LATER) > 0
    assert assessments_to_count() == [examination.pk]
    count_assessment(examination.pk, now=LATER)
    expected = brute(examination)
    [form] = merged(examination, statistics.Kind.FORM).values()
    assert statistics.totals_of(form) == expected["totals"]
    items = merged(examination, statistics.Kind.ITEM)
    if action == "drop":
        assert str(version) not in items
        assert f"{version}+" in items
    else:
        assert {key.partition("|")[0] for key in items[str(version)].of("marks")} == {"1"}
    assert TallyState.objects.get().counted == 15
    assert_same_from_nothing(examination)


def test_a_late_answer_that_was_accepted_is_the_one_that_is_counted(examination: Assessment) -> None:
    [attempt] = make_cohort(examination, 1, seed=4)
    item = next(
        one
        for one in attempt.items.select_related("version")
        if one.version.content["type"] == "single-choice" and one.sequence
    )
    count_assessment(examination.pk, now=LATER)
    other = {"choice": next(name for name in "abc" if name != item.response["choice"])}
    step = Response.objects.create(
        attempt_item=item, sequence=2, seen_sequence=1, status="late", data=other, received_at=LATER
    )
    LateAcceptance.objects.create(
        step=step, reason="The line was down.", accepted_by=UserFactory.create(), accepted_at=LATER
    )
    record_outcome(attempt, now=LATER)
    count_assessment(examination.pk, now=LATER)
    taken = merged(examination, statistics.Kind.ITEM)[str(item.version_id)].starting("took:")
    assert set(taken) == {other["choice"]}
    assert_same_from_nothing(examination)


def test_what_waits_for_a_marker_is_counted_once_it_is_marked(examination: Assessment) -> None:
    [attempt] = make_cohort(examination, 1)
    graded = Outcome.objects.get(attempt=attempt)
    waiting = [dict(entry) for entry in graded.items]
    waiting[0]["needs_marker"] = True
    Outcome.objects.filter(pk=graded.pk).update(items=waiting, decision="held")
    assert count_assessment(examination.pk, now=LATER) == 1
    assert rows(examination) == []
    record_outcome(attempt, now=LATER)
    count_assessment(examination.pk, now=LATER)
    assert TallyState.objects.get().counted == 1
    assert list(TalliedOutcome.objects.order_by("pk").values_list("is_in", flat=True)) == [False, True]


def test_pilot_items_are_counted_beside_the_total() -> None:
    bank = make_mixed_bank()
    pilot = bank.items.get(slug="m-000")
    bank.items.filter(pk=pilot.pk).update(stage="pilot")
    examination = make_mixed_examination(bank, each=3, pilot_items=1)
    make_cohort(examination, 6, seed=9)
    count_assessment(examination.pk, now=LATER)
    tally = merged(examination, statistics.Kind.ITEM)[f"{pilot.current_version_id}+"]
    joints = statistics.item_joints(tally, counts=False)
    [form] = merged(examination, statistics.Kind.FORM).values()
    scaled = {rest / Fraction(joints.scale): n for rest, n in joints.with_rest.of_y().items()}
    assert scaled == statistics.totals_of(form)
    assert len(merged(examination, statistics.Kind.PLACE)) == 6


def test_time_at_an_item_runs_from_the_save_before_it(examination: Assessment) -> None:
    [attempt] = make_cohort(examination, 1)
    Response.objects.filter(attempt_item__attempt=attempt).delete()
    first, second = attempt.items.order_by("position")[:2]
    for item, sequence, seconds in ((first, 1, 30), (second, 1, 75), (first, 2, 85)):
        Response.objects.create(
            attempt_item=item,
            sequence=sequence,
            seen_sequence=sequence - 1,
            status="accepted",
            data=item.response,
            received_at=attempt.started_at + timedelta(seconds=seconds),
        )
    count_assessment(examination.pk, now=LATER)
    items = merged(examination, statistics.Kind.ITEM)
    assert items[str(first.version_id)].of("seconds") == {"40": 1}
    assert items[str(second.version_id)].of("seconds") == {"45": 1}


def test_tallies_that_do_not_fit_the_records_are_counted_anew(examination: Assessment) -> None:
    [attempt] = make_cohort(examination, 1)
    count_assessment(examination.pk, now=LATER)
    Tally.objects.update(counts={})
    assert Outcome.objects.get().decision != "held"
    Outcome.objects.create(
        attempt=attempt,
        number=2,
        decision="held",
        decided_at=LATER,
        **{
            name: getattr(Outcome.objects.get(), name)
            for name in ("score", "maximum", "domains", "items", "rules_version")
        },
    )
    count_assessment(examination.pk, now=LATER)
    [form] = merged(examination, statistics.Kind.FORM).values()
    assert form.of("decisions") == {"held": 1}
    assert_same_from_nothing(examination)


def test_the_sweep_sends_a_task_for_each_assessment_that_has_news(
    examination: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[int] = []
    monkeypatch.setattr(tasks.count_one_assessment, "delay", sent.append)
    tasks.sweep_tallies()
    assert sent == []
    make_cohort(examination, 2)
    tasks.sweep_tallies()
    assert sent == [examination.pk]
    tasks.count_one_assessment(examination.pk)
    tasks.sweep_tallies()
    tasks.sweep_all_tallies()
    assert sent == [examination.pk]
    count_again(examination, now=LATER)
    tasks.sweep_tallies()
    assert sent == [examination.pk] * 2


@pytest.mark.parametrize(("people", "is_said"), [(31, True), (29, False)])
def test_the_list_of_items_learns_what_items_did_unless_too_few_had_them(people: int, is_said: bool) -> None:
    examination = make_mixed_examination(make_mixed_bank(items=8), each=4, pilot_items=0)
    make_cohort(examination, people, seed=11)
    tasks.count_one_assessment(examination.pk)
    items = [
        place.version.item
        for place in Attempt.objects.filter(assessment=examination)
        .first()
        .items.select_related("version__item")
    ]
    assert {item.facility is not None for item in items} == {is_said}
    assert all(item.last_used_at is not None for item in items)
    assert all(0 <= item.facility <= 1 for item in items if item.facility is not None)
