"""Items, attempts and all that follows from them, a hundred thousand of each."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import ModelLogEntry, Task, TaskState, Workflow, WorkflowState

from accounts.models import User
from assessments.models import (
    Accommodation,
    AccommodationRequest,
    Appeal,
    AppealEvent,
    Assessment,
    Attempt,
    AttemptItem,
    CandidateNotice,
    Item,
    ItemBank,
    ItemImport,
    ItemImportRow,
    ItemLikeness,
    ItemView,
    ManualMark,
    MarkingTask,
    Outcome,
    Override,
    Remark,
    Response,
)
from tests.factories.rows import copy_like

FIRST = 20_000_000
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
_PER_FORM = 3
_DOMAINS, _LEVELS = 8, 3
_KINDS = ("single-choice", "multiple-choice", "true-false", "numeric", "essay")
_SCORES = tuple(Fraction(number, 2) for number in range(7))


def grow_items(sample: Item, count: int, *, authors: Sequence[User], viewer: User, views: int) -> range:
    """Items of a bank with a version and a revision each, in every stage, some of which wait for approval."""
    ids = range(FIRST, FIRST + count)
    version, revision = sample.current_version, sample.latest_revision
    assert version is not None
    assert revision is not None
    copy_like(
        sample,
        ids,
        slug=lambda n: f"item-{n:06}",
        measures=lambda n: f"What a register says of system {n}: its owner and its date of review.",
        domain=lambda n: f"d{n % _DOMAINS}",
        level=lambda n: f"l{n % _LEVELS}",
        interaction_type=lambda n: _KINDS[n % len(_KINDS)],
        stage=lambda n: ("live", "live", "pilot", "retired")[n % 4],
        live=lambda n: n % 10 > 0,
        has_unpublished_changes=lambda n: n % 7 == 0,
        exposures=lambda n: n % 900,
        facility=lambda n: None if n % 3 else (n % 100) / 100,
        discrimination=lambda n: None if n % 3 else (n % 60) / 100,
        last_used_at=lambda n: None if n % 3 else NOON - n * MINUTE,
        current_version_id=lambda n: ids[n],
        latest_revision_id=lambda n: ids[n],
        live_revision_id=lambda n: ids[n],
        compared_revision=lambda n: ids[n] if n % 50 else None,
    )
    copy_like(version, ids, item_id=lambda n: ids[n], domain=lambda n: f"d{n % _DOMAINS}")
    copy_like(
        revision,
        ids,
        object_id=lambda n: str(ids[n]),
        user_id=lambda n: authors[n % len(authors)].pk,
        object_str=lambda n: f"item-{n:06}",
    )
    _grow_workflows(ids[::20], authors=authors)
    item_type = ContentType.objects.get_for_model(Item)
    entry = ModelLogEntry(
        content_type=item_type, action="wagtail.edit", timestamp=NOON, label="item", object_id="1"
    )
    many = range(FIRST, FIRST + views)
    copy_like(
        entry,
        many,
        label=lambda n: f"item-{n % count:06}",
        object_id=lambda n: str(ids[n % count]),
        user_id=lambda n: authors[n % len(authors)].pk,
        timestamp=lambda n: NOON - n * MINUTE,
        action=lambda n: ("wagtail.edit", "wagtail.publish", "wagtail.create")[n % 3],
    )
    # All of one item, which its page then has to list.
    copy_like(ItemView(item_id=ids[0], viewer=viewer, screen="results", at=NOON), many)
    alike = ItemLikeness(bank=sample.bank, share="0.500")
    copy_like(
        alike,
        ids[:-1],
        one_id=lambda n: ids[n],
        other_id=lambda n: ids[n + 1],
        share=lambda n: f"0.{500 + n % 500}",
    )
    return ids


def _grow_workflows(items: Sequence[int], *, authors: Sequence[User]) -> None:
    item_type = ContentType.objects.get_for_model(Item)
    workflow, task = Workflow.objects.filter(active=True).first(), Task.objects.filter(active=True).first()
    if workflow is None or task is None:
        workflow, task = Workflow.objects.create(name="Review"), Task.objects.create(name="Review")
    state = WorkflowState(
        content_type=item_type, base_content_type=item_type, workflow=workflow, created_at=NOON, object_id="1"
    )
    copy_like(
        state,
        items,
        object_id=lambda n: str(items[n]),
        status=lambda n: "in_progress" if n % 4 == 0 else "approved",
        requested_by_id=lambda n: authors[n % len(authors)].pk,
        current_task_state_id=lambda n: items[n],
    )
    waits = TaskState(task=task, content_type=task.content_type, started_at=NOON)
    copy_like(
        waits,
        items,
        workflow_state_id=lambda n: items[n],
        revision_id=lambda n: items[n],
        status=lambda n: "in_progress" if n % 4 == 0 else "approved",
    )


def grow_imports(bank: ItemBank, count: int, *, by: User) -> ItemImport:
    """Files that were brought in, and one with very many items."""
    sample = ItemImport(
        bank=bank, format="gift", file_name="items.txt", purpose="examination", created_by=by, created_at=NOON
    )
    copy_like(sample, range(FIRST, FIRST + count // 10), created_at=lambda n: NOON - n * MINUTE)
    row = ItemImportRow(batch_id=FIRST, name="An item", verdict="take", number=1)
    copy_like(
        row,
        range(FIRST, FIRST + count),
        number=lambda n: n,
        verdict=lambda n: ("take", "duplicate", "refused")[n % 3],
    )
    return ItemImport.objects.get(pk=FIRST)


def grow_attempts(
    examination: Assessment, others: Sequence[Assessment], people: Sequence[int], items: range
) -> range:
    """One attempt of each person, most at one examination; with forms, outcomes, and late answers."""
    count = len(people)
    ids = range(FIRST, FIRST + count)
    sample = Attempt(
        assessment=examination,
        number=1,
        seed=1,
        policy={"cut_score": "1", "bank_use": "specimen", "review": ["outcome"]},
        form_digest="0" * 64,
        started_at=NOON,
        deadline=NOON + 45 * MINUTE,
        submitted_at=NOON,
        closed_by="candidate",
        supervision="unsupervised",
    )

    def started(number: int) -> datetime:
        return NOON - number * MINUTE

    copy_like(
        sample,
        ids,
        candidate_id=lambda n: people[n],
        assessment_id=lambda n: examination.pk if n % 4 else others[n // 4 % len(others)].pk,
        started_at=started,
        deadline=lambda n: started(n) + 45 * MINUTE,
        submitted_at=lambda n: None if n % 50 == 1 else started(n) + 30 * MINUTE,
    )
    # The item at place 0 stands in every form.
    places = range(FIRST, FIRST + count * _PER_FORM)
    place = AttemptItem(position=1, version_id=items[0], seed=1)

    def version_at(number: int) -> int:
        return items[0] if number % _PER_FORM == 0 else items[1 + number % (len(items) - 1)]

    def marked(number: int) -> list[dict[str, Any]]:
        return [
            {
                "position": place + 1,
                "version": version_at(number * _PER_FORM + place),
                "domain": "d0",
                "score": "1" if place == 0 else "0",
                "answered": place == 0,
                "step": int(place == 0),
            }
            for place in range(_PER_FORM)
        ]

    copy_like(
        place,
        places,
        attempt_id=lambda n: ids[n // _PER_FORM],
        position=lambda n: n % _PER_FORM + 1,
        version_id=version_at,
        response=lambda n: {"choice": "a"} if n % _PER_FORM == 0 else {},
        answered=lambda n: n % _PER_FORM == 0,
        sequence=lambda n: int(n % _PER_FORM == 0),
        step_count=lambda n: int(n % _PER_FORM == 0),
    )
    step = Response(sequence=1, seen_sequence=0, data={"choice": "a"}, received_at=NOON)
    copy_like(
        step,
        ids,
        attempt_item_id=lambda n: places[n * _PER_FORM],
        status=lambda n: {0: "late", 1: "conflict"}.get(n % 10, "accepted"),
        received_at=started,
    )
    outcome = Outcome(number=1, score=1, maximum=3, domains=[], items=[], rules_version="1", decided_at=NOON)
    done = [n for n in range(count) if n % 50 != 1]
    copy_like(
        outcome,
        [ids[n] for n in done],
        attempt_id=lambda n: ids[done[n]],
        score=lambda n: _SCORES[n % len(_SCORES)],
        items=lambda n: marked(done[n]),
        decision=lambda n: {0: "held", 1: "fail"}.get(n % 10, "pass"),
        decided_at=lambda n: started(done[n]),
    )
    again = range(FIRST + count, FIRST + count + count // 20)
    copy_like(
        outcome,
        again,
        attempt_id=lambda n: ids[20 * n],
        items=lambda n: marked(20 * n),
        number=lambda _n: 2,
        decision=lambda _n: "pass",
    )
    return ids


def grow_marking(examination: Assessment, attempts: range, item_id: int, *, markers: Sequence[User]) -> None:
    """A task for the second item of every attempt; a fifth of them wait."""
    done_by = [None if n % 5 == 0 else markers[n % len(markers)].pk for n in range(len(attempts))]
    mark = ManualMark(
        assessment=examination, number=1, version_id=item_id, step=1, levels={}, score=1, marked_at=NOON
    )
    copy_like(
        mark,
        [pk for pk, by in zip(attempts, done_by, strict=True) if by is not None],
        attempt_item_id=lambda n: FIRST + (n + n // 4 + 1) * _PER_FORM + 1,
        marker_id=lambda n: markers[n % len(markers)].pk,
    )
    task = MarkingTask(step=1, part="first", assessment=examination, item_id=item_id, waits_since=NOON)
    copy_like(
        task,
        attempts,
        code=lambda n: f"{n:08}",
        attempt_item_id=lambda n: FIRST + n * _PER_FORM + 1,
        waits_since=lambda n: NOON - n * MINUTE,
        claimed_by_id=lambda n: done_by[n],
        done_at=lambda n: NOON if done_by[n] else None,
        mark_id=lambda n: attempts[n] if done_by[n] else None,
    )


def grow_appeals(attempts: range, *, officer: User) -> None:
    """An appeal against every attempt, a tenth of them open, and the mails about them."""
    sample = Appeal(grounds="item", words="My answer was right.", filed_at=NOON)
    copy_like(
        sample,
        attempts,
        attempt_id=lambda n: attempts[n],
        closed_at=lambda n: None if n % 10 == 0 else NOON,
    )
    event = AppealEvent(kind="dismissed", actor=officer, at=NOON, words="The key stands.")
    copy_like(event, attempts, appeal_id=lambda n: attempts[n])
    copy_like(CandidateNotice(state="sent"), attempts, appeal_event_id=lambda n: attempts[n])


def grow_adjustments(examination: Assessment, people: Sequence[int], *, officer: User) -> None:
    """A request of everybody, a tenth of which waits, decisions on the others, and overrides."""
    ids = range(FIRST, FIRST + len(people))
    copy_like(
        AccommodationRequest(needs=["time"], words="", requested_at=NOON),
        ids,
        person_id=lambda n: people[n],
    )
    decided = [n for n in range(len(people)) if n % 10]
    sample = Accommodation(decision="granted", reason="As asked.", decided_by=officer, decided_at=NOON)
    copy_like(
        sample,
        [ids[n] for n in decided],
        person_id=lambda n: people[decided[n]],
        request_id=lambda n: ids[decided[n]],
    )
    override = Override(
        assessment=examination, sets=["minutes"], minutes=60, reason="A clash.", set_by=officer, set_at=NOON
    )
    copy_like(
        override,
        ids,
        person_id=lambda n: people[n],
        withdrawn_at=lambda n: None if n % 2 else NOON,
        withdrawn_by_id=lambda n: None if n % 2 else officer.pk,
    )


def grow_remarks(versions: range, *, officer: User) -> None:
    """A decision to mark again for every version."""
    remark = Remark(
        action="drop",
        reason="Two keys.",
        decided_by=officer,
        decided_at=NOON,
        shown_digest="",
        finished_at=NOON,
    )
    copy_like(remark, versions, version_id=lambda n: versions[n])


def some_assessments(first: Assessment, count: int) -> list[Assessment]:
    """More practice sets of its bank."""
    fields: dict[str, Any] = {"bank": first.bank, "kind": "practice", "review": ["outcome"]}
    return Assessment.objects.bulk_create(
        Assessment(slug=f"practice-{n:03}", title=f"Practice {n:03}", **fields) for n in range(count)
    )
