"""Assessments from course packages, and back. Idempotent, and never over an edit made here."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction

from assessments import engine
from assessments.models import Assessment, BlueprintRule, ItemBank
from assessments.services.loading import CHANGED, CONFLICT, CREATED, UNCHANGED, digest_of

# Times belong to a place and a year: what a file leaves out of them stays as it is here.
_TIMES = ("opens_at", "start_closes_at", "due_at", "closes_at")
# Policies that a file says only where they differ from what an assessment has by itself.
_DEFAULTS: dict[str, Any] = {
    "grace_seconds": 0,
    "later_delay_hours": None,
    "navigation": Assessment.Navigation.FREE.value,
    "item_order": Assessment.ItemOrder.SHUFFLED.value,
    "max_repeat": "",
    "pilot_items": 0,
    "exposure_limit": None,
    "quiet_minutes": 0,
    "feedback": Assessment.Feedback.DEFERRED.value,
    "grading": Assessment.Grading.HIGHEST.value,
    "grade_bands": [],
}
# Fields that stand under the same name in files and on the model.
_SAME = ("title", "kind", "instructions", "agreement", "minutes", "retake_delay_hours")


@transaction.atomic
def load_assessment(bank_slug: str, data: Mapping[str, Any], *, overwrite: bool = False) -> str:
    """Create or update one assessment from its file's data.

    "conflict" when it was edited here since it was last loaded: it is left alone unless `overwrite`. What
    changes holds for later attempts only. A cut that a file brings is provisional: a panel sets it here, and what a
    panel has set stays so while the file says the same cut and blueprint. Raises ItemBank.DoesNotExist.
    """
    bank = ItemBank.objects.get(slug=bank_slug)
    wanted = _state(data)
    digest = digest_of(wanted)
    found = Assessment.objects.select_for_update().filter(bank=bank, slug=data["slug"]).first()
    if found is None:
        _write(Assessment(bank=bank, slug=data["slug"]), wanted)
        return CREATED
    state = _state_of(found)
    if _judged(state) != _judged(wanted):
        found.cut_score_status = Assessment.CutStatus.PROVISIONAL
    here = digest_of({name: value for name, value in state.items() if name not in _TIMES or name in wanted})
    if here == digest:
        if found.loaded_digest != digest:
            Assessment.objects.filter(pk=found.pk).update(loaded_digest=digest)
        return UNCHANGED
    if found.loaded_digest not in (here, digest_of(state)) and not overwrite:
        return CONFLICT
    _write(found, wanted)
    return CHANGED


def _judged(state: Mapping[str, Any]) -> tuple[Any, ...]:
    """What a panel judges for: a cut, and how many items of what a form has, in whichever order."""
    cells = sorted((cell["domain"], cell["level"], cell["items"]) for cell in state["blueprint"])
    return state["cut_score"], cells


def _write(assessment: Assessment, wanted: Mapping[str, Any]) -> None:
    for name in _SAME:
        setattr(assessment, name, wanted[name])
    for name, default in _DEFAULTS.items():
        setattr(assessment, name, wanted.get(name, default))
    for name in _TIMES:
        if name in wanted:
            setattr(assessment, name, datetime.fromisoformat(wanted[name]))
    assessment.review = wanted["review"]
    assessment.attempts_allowed = wanted["attempts"]
    assessment.cut_score = None if wanted["cut_score"] is None else Decimal(wanted["cut_score"])
    assessment.loaded_digest = digest_of(wanted)
    assessment.save()
    assessment.blueprint.all().delete()
    BlueprintRule.objects.bulk_create(
        BlueprintRule(assessment=assessment, position=place, **cell)
        for place, cell in enumerate(wanted["blueprint"])
    )


def _state(data: Mapping[str, Any]) -> dict[str, Any]:
    """What an assessment file says, as plain data in one form."""
    cut = data.get("cut_score")
    state: dict[str, Any] = {
        "title": data["title"],
        "kind": data["kind"],
        "instructions": str(data.get("instructions") or ""),
        "agreement": str(data.get("agreement") or ""),
        "minutes": data.get("minutes"),
        "attempts": data.get("attempts"),
        "retake_delay_hours": data.get("retake_delay_hours") or 0,
        "cut_score": None if cut is None else f"{Decimal(str(cut)).normalize():f}",
        # Whatever stands here: what a panel has set is no part of what a file says.
        "cut_score_status": Assessment.CutStatus.PROVISIONAL.value,
        "review": engine.plain_review(engine.read_review(data.get("review", []))),
        "blueprint": [
            {"domain": cell["domain"], "level": cell["level"], "items": cell["items"]}
            for cell in data["blueprint"]
        ],
    }
    # Left out where a file says nothing: what was loaded before there were such policies keeps its digest.
    for name in _TIMES:
        if data.get(name):
            state[name] = _moment(data[name])
    for name, default in _DEFAULTS.items():
        value = data.get(name)
        if name == "grade_bands":
            value = engine.plain_bands(engine.read_bands(value or []))
        elif name == "max_repeat" and value:
            value = str(Fraction(value))
        if value is not None and value != default:
            state[name] = value
    return state


def _moment(value: Any) -> str:
    """A moment as files write it: in UTC, to the second."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return f"{found.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _state_of(assessment: Assessment) -> dict[str, Any]:
    return _state(
        {name: getattr(assessment, name) for name in (*_SAME, *_TIMES, *_DEFAULTS)}
        | {
            "attempts": assessment.attempts_allowed,
            "cut_score": assessment.cut_score,
            "review": assessment.review,
            "blueprint": list(assessment.blueprint.values("domain", "level", "items")),
        }
    )


def export_assessments(bank_slug: str) -> list[dict[str, Any]]:
    """Every assessment of a bank as its file holds it, by slug; empty fields are left out."""
    exported = []
    for assessment in Assessment.objects.filter(bank__slug=bank_slug).order_by("slug"):
        state = _state_of(assessment)
        if state["cut_score"] is None:
            del state["cut_score_status"]
        exported.append(
            {
                "slug": assessment.slug,
                **{name: value for name, value in state.items() if value or (name == "later_delay_hours")},
            }
        )
    return exported
