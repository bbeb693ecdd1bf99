"""Counting outcomes into tallies: only what came or changed, each once, and the same as counting all anew."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet

from assessments.engine import statistics
from assessments.models import Assessment, Outcome, TalliedOutcome, Tally, TallyState
from assessments.services.sittings import SittingReader

logger = logging.getLogger(__name__)

# Move it when counting changes: everything is then counted again.
RULES = 1
CHUNK = 1000
# The frequent sweep looks at so many outcomes; the slow one at all.
RECENT = 20_000


def assessments_to_count(*, everything: bool = False) -> list[int]:
    """The assessments with outcomes that were not looked at, or that were counted by other rules."""
    pending = Outcome.objects.filter(tallied=None, attempt__submitted_at__isnull=False)
    if not everything:
        newest = Outcome.objects.aggregate(newest=Max("pk"))["newest"] or 0
        pending = pending.filter(pk__gt=newest - RECENT)
    found = set(pending.order_by().values_list("attempt__assessment_id", flat=True).distinct())
    stale = TallyState.objects.exclude(rules=RULES).values_list("assessment_id", flat=True)
    return sorted(found | set(stale))


def count_assessment(assessment_id: int, *, now: datetime) -> int:
    """Count everything that waits; how many outcomes were looked at. Safe to run twice, at once, and to be killed."""
    state, _created = TallyState.objects.get_or_create(assessment_id=assessment_id, defaults={"rules": RULES})
    if state.rules != RULES:
        forget_tallies(assessment_id, now=now)
    reader, done = SittingReader(), 0
    while True:
        pending = list(_pending(assessment_id).order_by("pk").values_list("attempt_id", flat=True)[:CHUNK])
        if not pending:
            return done
        try:
            done += _count(assessment_id, set(pending), reader, now=now)
        except ValueError:
            # What was counted is no longer what the records say: they win.
            logger.exception("Tallies of assessment %s do not fit; they are counted anew.", assessment_id)
            forget_tallies(assessment_id, now=now)


@transaction.atomic
def forget_tallies(assessment_id: int, *, now: datetime) -> None:
    """Throw away everything that was counted of an assessment; the next run counts it anew."""
    state = TallyState.objects.select_for_update().get(assessment_id=assessment_id)
    Tally.objects.filter(assessment_id=assessment_id).delete()
    TalliedOutcome.objects.filter(attempt__assessment_id=assessment_id).delete()
    state.rules, state.counted, state.changed_at = RULES, 0, now
    state.generation += 1
    state.waiting = _pending(assessment_id).count()
    state.save()


def count_again(assessment: Assessment, *, now: datetime) -> None:
    """Have an assessment counted from nothing."""
    TallyState.objects.get_or_create(assessment=assessment)
    forget_tallies(assessment.pk, now=now)


def _pending(assessment_id: int) -> "QuerySet[Outcome]":
    return Outcome.objects.filter(
        tallied=None, attempt__assessment_id=assessment_id, attempt__submitted_at__isnull=False
    )


def _count(assessment_id: int, attempts: set[int], reader: SittingReader, *, now: datetime) -> int:
    """Look at the new outcomes of some attempts: the newest goes in, what was in before comes out."""
    outcomes = list(
        Outcome.objects.filter(attempt_id__in=attempts).order_by("number").values_list("pk", "attempt_id")
    )
    newest = {attempt: outcome for outcome, attempt in outcomes}
    known = dict(TalliedOutcome.objects.filter(attempt_id__in=attempts).values_list("outcome_id", "is_in"))
    attempt_of = dict(outcomes)
    before = {attempt_of[outcome]: outcome for outcome, is_in in known.items() if is_in}
    changed = {attempt for attempt in attempts if before.get(attempt) != newest[attempt]}
    # Outside of the transaction: it takes long, and what it reads does not change.
    sittings = reader.read({newest[attempt] for attempt in changed})
    earlier = reader.read({before[attempt] for attempt in changed if attempt in before})
    added, removed = _counted(sittings.values()), _counted(earlier.values())
    new = [(outcome, attempt) for outcome, attempt in outcomes if outcome not in known]
    with transaction.atomic():
        state = TallyState.objects.select_for_update().get(assessment_id=assessment_id)
        if not _is_as_read(attempts, known):
            return 0
        _merge(assessment_id, added, removed)
        TalliedOutcome.objects.filter(outcome_id__in=earlier).update(is_in=False)
        stays = set(sittings) | {before[attempt] for attempt in attempts - changed if attempt in before}
        TalliedOutcome.objects.bulk_create(
            TalliedOutcome(outcome_id=outcome, attempt_id=attempt, is_in=outcome in stays)
            for outcome, attempt in new
        )
        state.counted += len(sittings) - len(earlier)
        state.generation += 1
        state.waiting, state.changed_at = _pending(assessment_id).count(), now
        state.save()
    return len(new)


def _is_as_read(attempts: set[int], known: dict[int, bool]) -> bool:
    """Whether nobody else has counted these attempts meanwhile."""
    now = dict(TalliedOutcome.objects.filter(attempt_id__in=attempts).values_list("outcome_id", "is_in"))
    return now == known


def _counted(sittings: Iterable[statistics.Sitting]) -> dict[statistics.TallyKey, statistics.Tally]:
    counting = statistics.Counting()
    for sitting in sittings:
        counting.put(sitting)
    return counting.tallies


def _merge(
    assessment_id: int,
    added: dict[statistics.TallyKey, statistics.Tally],
    removed: dict[statistics.TallyKey, statistics.Tally],
) -> None:
    keys = set(added) | set(removed)
    rows = {
        statistics.TallyKey(row.month, row.shape, statistics.Kind(row.kind), row.name): row
        for row in Tally.objects.filter(
            assessment_id=assessment_id,
            month__in={key.month for key in keys},
            shape__in={key.shape for key in keys},
        )
    }
    made, changed, emptied = [], [], []
    for key in sorted(keys):
        row = rows.get(key)
        tally = statistics.Tally(row.counts if row is not None else None)
        if key in added:
            tally.add(added[key])
        if key in removed:
            tally.remove(removed[key])
        if row is None:
            made.append(_row(assessment_id, key, tally))
        elif tally:
            row.counts = tally.plain()
            changed.append(row)
        else:
            emptied.append(row.pk)
    Tally.objects.bulk_create(made)
    Tally.objects.bulk_update(changed, ["counts"], batch_size=200)
    Tally.objects.filter(pk__in=emptied).delete()


def _row(assessment_id: int, key: statistics.TallyKey, tally: statistics.Tally) -> Tally:
    return Tally(
        assessment_id=assessment_id,
        month=key.month,
        shape=key.shape,
        kind=key.kind.value,
        name=key.name,
        version_id=statistics.version_of(key.name) if key.kind is statistics.Kind.ITEM else None,
        counts=tally.plain(),
    )


def progress_of(assessment_ids: Sequence[int]) -> dict[int, TallyState]:
    """How far assessments are counted."""
    return {
        state.assessment_id: state for state in TallyState.objects.filter(assessment_id__in=assessment_ids)
    }
