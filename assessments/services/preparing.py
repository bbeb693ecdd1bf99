"""Forms drawn ahead, so that an examination that many start at once does not draw for all of them then."""

import hashlib
import secrets
from typing import Any

import rfc8785
from django.db import connection, transaction

from assessments.models import Assessment, AttemptItem, Item, ItemVersion, PreparedForm
from assessments.services.drawing import SEED_BITS, draw_form
from assessments.services.refusals import StartRefused

MAX_AHEAD = 2000


def top_up_forms(assessment: Assessment, *, most: int = 50) -> int:
    """Draw forms until as many wait as the assessment asks for, `most` of them now; how many. Safe to run twice.

    Nothing is drawn where the blueprint cannot be met: whoever starts then hears why.
    """
    with transaction.atomic():
        # One sweep at a time: two would draw twice as many.
        Assessment.objects.select_for_update().get(pk=assessment.pk)
        rules = rules_digest(assessment)
        waiting = PreparedForm.objects.filter(assessment=assessment)
        waiting.exclude(drawn_by=rules).delete()
        missing = min(assessment.forms_ahead, MAX_AHEAD) - waiting.count()
        made = []
        for _number in range(max(0, min(missing, most))):
            seed = secrets.randbits(SEED_BITS)
            try:
                form = draw_form(assessment, None, seed=seed)
            except StartRefused:
                break
            rows = [[item.version_id, item.is_scored, item.note] for item in form]
            made.append(PreparedForm(assessment=assessment, seed=seed, rows=rows, drawn_by=rules))
        PreparedForm.objects.bulk_create(made)
    return len(made)


def take_form(assessment: Assessment, user_id: int) -> tuple[int, list[AttemptItem]] | None:
    """A waiting form with its seed, for a person who has met nothing of the bank; None where there is none that holds.

    In the caller's transaction: a start that fails gives the form back. Items that were edited, moved or taken back
    since it was drawn make a form void.
    """
    if not assessment.forms_ahead or _has_met(assessment, user_id):
        return None
    waiting = PreparedForm.objects.filter(assessment=assessment, drawn_by=rules_digest(assessment))
    skip = connection.features.has_select_for_update_skip_locked
    # Whoever starts at the same moment takes the next one instead of waiting for this one.
    found = waiting.select_for_update(skip_locked=skip).first()
    if found is None:
        return None
    rows, seed = list(found.rows), found.seed
    found.delete()
    ids = [row[0] for row in rows]
    stages = {True: Item.Stage.LIVE, False: Item.Stage.PILOT}
    standing = dict(
        Item.objects.filter(current_version__in=ids, live=True).values_list("current_version_id", "stage")
    )
    if any(standing.get(version) != stages[scored] for version, scored, _note in rows):
        return None
    versions = ItemVersion.objects.in_bulk(ids)
    return seed, [
        AttemptItem(version=versions[version], is_scored=scored, note=note) for version, scored, note in rows
    ]


def _has_met(assessment: Assessment, user_id: int) -> bool:
    met = AttemptItem.objects.filter(
        attempt__candidate_id=user_id, attempt__assessment__bank_id=assessment.bank_id
    )
    return met.exists()


def rules_digest(assessment: Assessment) -> str:
    """The digest of all rules of an assessment that decide which forms it may have."""
    cells = list(assessment.blueprint.values_list("domain", "level", "items"))
    rules: list[Any] = [
        [list(cell) for cell in cells],
        assessment.kind,
        assessment.item_order,
        assessment.pilot_items,
        assessment.exposure_limit,
    ]
    return hashlib.sha256(rfc8785.dumps(rules)).hexdigest()
