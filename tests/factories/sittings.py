"""Cohorts that have sat an assessment, with plausible abilities, for statistics: the same seed, the same answers."""

import math
import random
from datetime import datetime, timedelta
from typing import Any

from assessments import engine
from assessments.engine import statistics
from assessments.models import Assessment, Attempt, AttemptItem, ItemBank, Response
from assessments.services.loading import load_bank, load_items
from assessments.services.outcomes import submit_attempt
from assessments.services.starting import start_attempt
from tests.factories.accounts import UserFactory
from tests.factories.assessments import NOON, item_data, make_assessment

MULTIPLE = {
    "type": "multiple-choice",
    "stem": "Which two?",
    "choices": [
        {"id": "a", "text": "Alpha", "credit": "1/2", "rationale": "Yes."},
        {"id": "b", "text": "Beta", "credit": "1/2", "rationale": "Yes."},
        {"id": "c", "text": "Gamma", "credit": "-1/3", "rationale": "No."},
    ],
    "general_feedback": "Two of them.",
}
TRUE_FALSE = {
    "type": "true-false",
    "stem": "Is it so?",
    "answer": True,
    "rationale_true": "Yes.",
    "rationale_false": "No.",
    "general_feedback": "It is.",
}
MATCHING = {
    "type": "matching",
    "stem": "What belongs together?",
    "pairs": [
        {"id": "p1", "text": "One", "match": "First", "rationale": "So."},
        {"id": "p2", "text": "Two", "match": "Second", "rationale": "So."},
        {"id": "p3", "text": "Three", "match": "Third", "rationale": "So."},
    ],
    "general_feedback": "In order.",
}


def make_mixed_bank(slug: str = "mixed", *, items: int = 12) -> ItemBank:
    """A bank of two cells, most of it single choice, with a few of every kind that has classes of responses."""
    names = {"domains": {"d1": "Domain one", "d2": "Domain two"}, "levels": {"apply": "Apply"}}
    load_bank(slug, title="Mixed bank", names=names)
    kinds: list[dict[str, Any] | None] = [None, None, MULTIPLE, None, TRUE_FALSE, MATCHING]
    files = []
    for number in range(items):
        interaction = kinds[number % len(kinds)]
        changes = {} if interaction is None else {"interaction": interaction}
        domain = "d1" if number % 2 else "d2"
        files.append(item_data(f"m-{number:03}", domain=domain, **changes))
    load_items(slug, files, actor=None, now=NOON)
    return ItemBank.objects.get(slug=slug)


def make_mixed_examination(bank: ItemBank, *, each: int = 4, **changes: Any) -> Assessment:
    """An examination of both cells, the same number of each."""
    blueprint = [{"domain": domain, "level": "apply", "items": each} for domain in ("d1", "d2")]
    values = {"blueprint": blueprint, "cut_score": str(each), "retake_delay_hours": 0, "max_repeat": "1"}
    return make_assessment(bank, **values | changes)


def make_cohort(
    assessment: Assessment, count: int, *, seed: int = 1, now: datetime = NOON, people: Any = None
) -> list[Attempt]:
    """So many candidates sit it one after the other, a minute apart, and submit."""
    source = random.Random(seed)
    sat = []
    for number in range(count):
        user = people[number] if people else UserFactory.create()
        attempt = start_attempt(assessment, user, agreed=True, now=now + timedelta(minutes=number))
        answer_all(attempt, ability=source.gauss(0.5, 1), source=source)
        took = timedelta(minutes=source.randint(10, 40))
        submit_attempt(attempt.pk, now=attempt.started_at + took)
        sat.append(Attempt.objects.get(pk=attempt.pk))
    return sat


def answer_all(attempt: Attempt, *, ability: float, source: random.Random) -> None:
    """Answer each item in turn; some are left out."""
    items = list(attempt.items.select_related("version").order_by("position"))
    at, steps = attempt.started_at, []
    for item in items:
        at += timedelta(seconds=source.randint(5, 90))
        chance = 1 / (1 + math.exp(_hardness(item) - ability))
        response = _response(item, chance, source)
        if response:
            item.response, item.answered, item.sequence, item.step_count = response, True, 1, 1
            steps.append(
                Response(
                    attempt_item=item,
                    sequence=1,
                    seen_sequence=0,
                    status=Response.Status.ACCEPTED,
                    data=response,
                    received_at=at,
                )
            )
    AttemptItem.objects.bulk_update(items, ["response", "answered", "sequence", "step_count"])
    Response.objects.bulk_create(steps)


def _hardness(item: AttemptItem) -> float:
    return random.Random(item.version.digest).gauss(0, 1)


def _response(item: AttemptItem, chance: float, source: random.Random) -> dict[str, Any]:
    if source.random() < 0.03:
        return {}
    content = item.version.content
    classes = statistics.classes_of(engine.read_content(content))
    if not classes:
        return {}
    if content["type"] in {"matching", "categorise"}:
        rows: dict[str, str] = {}
        for one in sorted(classes, key=lambda one: (one.id.partition("|")[0], not one.is_key)):
            row, _bar, target = one.id.partition("|")
            if one.is_key and source.random() < chance:
                rows[row] = target
            rows.setdefault(row, target) if not one.is_key else None
        return {"rows": rows}
    right = [one.id for one in classes if one.is_key]
    wrong = [one.id for one in classes if not one.is_key]
    if content["type"] == "multiple-choice":
        taken = [name for name in right if source.random() < chance]
        taken += [name for name in wrong if source.random() > chance]
        return {"choices": taken} if taken else {}
    chosen = right[0] if source.random() < chance else source.choice(wrong)
    return {"value": chosen == "true"} if content["type"] == "true-false" else {"choice": chosen}
