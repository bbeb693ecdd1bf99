"""Banks, items and assessments for tests, made the way a course package makes them."""

from datetime import UTC, datetime
from typing import Any

from assessments.models import Assessment, Attempt, ItemBank
from assessments.services.assessment_loading import load_assessment
from assessments.services.loading import load_bank, load_items
from assessments.services.starting import start_attempt
from tests.factories.accounts import UserFactory

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
RIGHT, WRONG = {"choice": "a"}, {"choice": "b"}
# Planted in whatever a candidate must not see before the rules allow it.
CANARY = "canary-7f3k"


def single_choice(stem: str = "Which one?") -> dict[str, Any]:
    """A single-choice item whose key is "a"; its rationales carry the canary."""
    return {
        "type": "single-choice",
        "stem": stem,
        "shuffle": True,
        "choices": [
            {"id": "a", "text": "Alpha", "credit": 1, "rationale": f"{CANARY} right"},
            {"id": "b", "text": "Beta", "credit": 0, "rationale": f"{CANARY} wrong"},
            {"id": "c", "text": "Gamma", "credit": 0, "rationale": f"{CANARY} wrong"},
        ],
        "general_feedback": f"{CANARY} reasoning",
    }


def item_data(slug: str, *, use: str = "examination", domain: str = "d1", **changes: Any) -> dict[str, Any]:
    """An item file's data."""
    data = {
        "slug": slug,
        "use": use,
        "domain": domain,
        "level": "apply",
        "outcome": "o-1",
        "measures": f"measures {slug}",
        "references": ["A source, 2026"],
        "interaction": single_choice(f"Which one, in {slug}?"),
    }
    return data | changes


def make_bank(slug: str = "bank", *, items: int = 4, use: str = "examination") -> ItemBank:
    """A specimen bank with live items of one cell."""
    load_bank(slug, title="Bank", names={"domains": {"d1": "Domain one"}, "levels": {"apply": "Apply"}})
    files = [item_data(f"{use[0]}-{number:03}", use=use) for number in range(items)]
    load_items(slug, files, actor=None, now=NOON)
    return ItemBank.objects.get(slug=slug)


def make_assessment(bank: ItemBank, *, items: int = 2, **changes: Any) -> Assessment:
    """An examination of the bank: 45 minutes, cut at one mark, two attempts a day apart."""
    data = {
        "slug": "examination",
        "title": "Examination",
        "kind": "examination",
        "instructions": "Answer.",
        "minutes": 45,
        "attempts": 2,
        "retake_delay_hours": 24,
        "cut_score": "1",
        "agreement": "I agree.",
        "review": ["outcome", "domains"],
        "blueprint": [{"domain": "d1", "level": "apply", "items": items}],
    }
    data |= changes
    load_assessment(bank.slug, {name: value for name, value in data.items() if value is not None})
    return Assessment.objects.get(bank=bank, slug=data["slug"])


def make_attempt(*, items: int = 2, pool: int = 4, now: datetime = NOON, **changes: Any) -> Attempt:
    """An open attempt of a fresh candidate."""
    assessment = make_assessment(make_bank(items=pool), items=items, **changes)
    return start_attempt(assessment, UserFactory.create(), agreed=True, now=now)
