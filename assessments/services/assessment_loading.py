"""Assessments from course packages, and back. Idempotent, and never over an edit made here."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from assessments.models import REVIEW_PARTS, Assessment, BlueprintRule, ItemBank
from assessments.services.loading import CHANGED, CONFLICT, CREATED, UNCHANGED, digest_of

# Fields that stand under the same name in files and on the model.
_SAME = ("title", "kind", "instructions", "agreement", "minutes", "retake_delay_hours", "cut_score_status")


@transaction.atomic
def load_assessment(bank_slug: str, data: Mapping[str, Any], *, overwrite: bool = False) -> str:
    """Create or update one assessment from its file's data.

    "conflict" when it was edited here since it was last loaded: it is left alone unless `overwrite`. What
    changes holds for later attempts only. Raises ItemBank.DoesNotExist.
    """
    bank = ItemBank.objects.get(slug=bank_slug)
    wanted = _state(data)
    digest = digest_of(wanted)
    found = Assessment.objects.select_for_update().filter(bank=bank, slug=data["slug"]).first()
    if found is None:
        _write(Assessment(bank=bank, slug=data["slug"]), wanted)
        return CREATED
    here = digest_of(_state_of(found))
    if here == digest:
        if found.loaded_digest != digest:
            Assessment.objects.filter(pk=found.pk).update(loaded_digest=digest)
        return UNCHANGED
    if here != found.loaded_digest and not overwrite:
        return CONFLICT
    _write(found, wanted)
    return CHANGED


def _write(assessment: Assessment, wanted: Mapping[str, Any]) -> None:
    for name in _SAME:
        setattr(assessment, name, wanted[name])
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
    return {
        "title": data["title"],
        "kind": data["kind"],
        "instructions": str(data.get("instructions") or ""),
        "agreement": str(data.get("agreement") or ""),
        "minutes": data.get("minutes"),
        "attempts": data.get("attempts"),
        "retake_delay_hours": data.get("retake_delay_hours") or 0,
        "cut_score": None if cut is None else f"{Decimal(str(cut)).normalize():f}",
        "cut_score_status": str(data.get("cut_score_status") or Assessment.CutStatus.PROVISIONAL),
        "review": [part for part in REVIEW_PARTS if part in data["review"]],
        "blueprint": [
            {"domain": cell["domain"], "level": cell["level"], "items": cell["items"]}
            for cell in data["blueprint"]
        ],
    }


def _state_of(assessment: Assessment) -> dict[str, Any]:
    return _state(
        {name: getattr(assessment, name) for name in _SAME}
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
        exported.append({"slug": assessment.slug, **{name: value for name, value in state.items() if value}})
    return exported
