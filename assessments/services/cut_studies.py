"""Cut-score studies: a panel judges items in rounds, and an officer who was no judge adopts the cut."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.api import record_act
from assessments import engine
from assessments.models import (
    Assessment,
    CutScoreStudy,
    Item,
    Outcome,
    StudyItem,
    StudyJudge,
    StudyRound,
)
from assessments.models.cut_studies import JUDGE, RUN_STUDY

if TYPE_CHECKING:
    from accounts.models import User

MIN_JUDGES = 2
# Below it nothing is said of what candidates did.
MIN_CANDIDATES = 30


class StudyRefused(Exception):
    """Nothing was written; the message is for whoever asked."""


def possible_judges() -> Any:
    """Active members of the staff whose role lets them judge."""
    app, _dot, codename = JUDGE.partition(".")
    role = Q(groups__permissions__codename=codename, groups__permissions__content_type__app_label=app)
    people = get_user_model()._default_manager.filter(role, is_active=True, is_staff=True)
    return people.distinct().order_by("email")


@transaction.atomic
def open_study(
    assessment: Assessment,
    *,
    judges: Sequence["User"],
    definition: str,
    training: str,
    by: "User",
    now: datetime,
) -> CutScoreStudy:
    """Begin a study of an examination with its live items. Raises PermissionDenied, or StudyRefused with a sentence."""
    if not by.has_perm(RUN_STUDY):
        raise PermissionDenied
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if not assessment.is_examination:
        raise StudyRefused(_("Only an examination has a cut score."))
    if CutScoreStudy.objects.running().filter(assessment=assessment).exists():
        raise StudyRefused(_("A study of this examination is under way."))
    if not definition.strip() or not training.strip():
        raise StudyRefused(_("Say who is just competent, and how the judges were prepared."))
    if len({judge.pk for judge in judges}) < MIN_JUDGES:
        raise StudyRefused(_("A panel has two judges at least."))
    if not all(judge.has_perm(JUDGE) for judge in judges):
        raise StudyRefused(_("Choose judges whose role lets them judge."))
    blueprint = _blueprint(assessment)
    versions = _versions(assessment)
    try:
        weights = engine.form_weights(
            {(domain, level): count for domain, level, count in blueprint},
            {version: (version.domain, version.level) for version in versions},
        )
    except engine.CellWithoutItems as error:
        domain, level = error.args[0]
        raise StudyRefused(
            _("No live item has the domain %(domain)s and the level %(level)s.")
            % {"domain": domain, "level": level}
        ) from error
    study = CutScoreStudy.objects.create(
        assessment=assessment,
        definition=definition.strip(),
        training=training.strip(),
        blueprint=blueprint,
        opened_by=by,
        opened_at=now,
    )
    StudyItem.objects.bulk_create(
        StudyItem(study=study, version=version, position=place, weight=weight)
        for place, (version, weight) in enumerate(weights.items(), start=1)
    )
    StudyJudge.objects.bulk_create(
        StudyJudge(study=study, person=judge, invited_at=now)
        for judge in {one.pk: one for one in judges}.values()
    )
    record_act("cut_study.opened", by=by, about=study, label=assessment.slug, now=now)
    return study


def _blueprint(assessment: Assessment) -> list[list[Any]]:
    return [
        [rule.domain, rule.level, rule.items] for rule in assessment.blueprint.order_by("domain", "level")
    ]


def has_moved(study: CutScoreStudy) -> bool:
    """Whether the examination's blueprint is another one than the panel judged for."""
    return bool(_blueprint(study.assessment) != study.blueprint)


def _versions(assessment: Assessment) -> list[Any]:
    items = Item.objects.drawable(purpose=Item.Purpose.EXAMINATION).filter(bank=assessment.bank_id)
    found = items.select_related("current_version").defer("interaction").order_by("domain", "level", "slug")
    return [item.current_version for item in found]


def _locked(study: CutScoreStudy, by: "User") -> CutScoreStudy:
    if not by.has_perm(RUN_STUDY):
        raise PermissionDenied
    locked = (
        CutScoreStudy.objects.select_for_update(of=("self",)).select_related("assessment").get(pk=study.pk)
    )
    if locked.adopted_at is not None or locked.abandoned_at is not None:
        raise StudyRefused(_("This study is at its end."))
    return locked


@transaction.atomic
def open_round(study: CutScoreStudy, *, by: "User", discussion: str = "", now: datetime) -> StudyRound:
    """Let the judges judge: alone in the first round, and later after they have talked about the one before.

    Raises PermissionDenied, or StudyRefused with a sentence.
    """
    study = _locked(study, by)
    newest = study.rounds.order_by("-number").first()
    if newest is not None and newest.closed_at is None:
        raise StudyRefused(_("A round is open."))
    if newest is not None and not discussion.strip():
        raise StudyRefused(_("Say what the panel talked about since the last round."))
    number = newest.number + 1 if newest is not None else 1
    found = StudyRound.objects.create(
        study=study, number=number, discussion=discussion.strip(), opened_at=now
    )
    record_act("cut_study.round_opened", by=by, about=study, facts={"round": number}, now=now)
    return found


@transaction.atomic
def close_round(study: CutScoreStudy, *, by: "User", now: datetime) -> StudyRound:
    """Close the open round once every judge has judged every item; from now on the panel sees it.

    Raises PermissionDenied, or StudyRefused with a sentence.
    """
    study = _locked(study, by)
    current = study.rounds.filter(closed_at=None).first()
    if current is None:
        raise StudyRefused(_("No round is open."))
    if study.judges.filter(left_out_at=None).count() < MIN_JUDGES:
        raise StudyRefused(_("A panel has two judges at least."))
    try:
        found = round_result(current)
    except engine.RatingsIncomplete as error:
        raise StudyRefused(_("Not every judge has judged every item yet.")) from error
    current.closed_at = now
    if current.number == 1:
        _keep_impact(study)
    _keep_pass_rate(study, current, engine.as_cut(found.cut))
    current.save(update_fields=["closed_at", "candidates", "passing"])
    record_act("cut_study.round_closed", by=by, about=study, facts={"round": current.number}, now=now)
    return current


def _decided(study: CutScoreStudy) -> QuerySet[Outcome]:
    """The outcomes that candidates have had in this examination."""
    decisions = (Outcome.Decision.PASS, Outcome.Decision.FAIL)
    found = Outcome.objects.current().filter(attempt__assessment=study.assessment_id, decision__in=decisions)
    return found.order_by()


def _keep_pass_rate(study: CutScoreStudy, current: StudyRound, cut: Decimal) -> None:
    """How many candidates of forms like the one that is judged would have passed with the cut of a round."""
    total = sum(count for _domain, _level, count in study.blueprint)
    rows = _decided(study).values_list("score", "maximum")
    scores = [score for score, maximum in rows.iterator(chunk_size=2000) if maximum == total]
    current.candidates, current.passing = len(scores), sum(score >= cut for score in scores)


def pass_rate_of(found: StudyRound) -> Fraction | None:
    """The share of candidates who would have passed with a round's cut; None where fewer than thirty were there."""
    return Fraction(found.passing, found.candidates) if found.candidates >= MIN_CANDIDATES else None


def _keep_impact(study: CutScoreStudy) -> None:
    """What candidates did with the items until now, in this examination."""
    counts: dict[int, int] = defaultdict(int)
    sums: dict[int, Fraction] = defaultdict(Fraction)
    for details in _decided(study).values_list("items", flat=True).iterator(chunk_size=500):
        for entry in details:
            counts[entry["version"]] += 1
            sums[entry["version"]] += Fraction(entry["score"])
    items = list(study.items.all())
    for item in items:
        item.impact_count, item.impact_sum = counts[item.version_id], sums[item.version_id]
    StudyItem.objects.bulk_update(items, ["impact_count", "impact_sum"], batch_size=200)


def facility_of(item: StudyItem) -> Fraction | None:
    """The share of the marks that candidates earned of an item; None where fewer than thirty had it."""
    return item.impact_sum / item.impact_count if item.impact_count >= MIN_CANDIDATES else None


@transaction.atomic
def leave_out_judge(judge: StudyJudge, *, reason: str, by: "User", now: datetime) -> None:
    """Let a judge's ratings count no more, with a reason that stays on record.

    Raises PermissionDenied, or StudyRefused with a sentence.
    """
    study = _locked(judge.study, by)
    if not reason.strip():
        raise StudyRefused(_("Give the reason: it stays with the record."))
    changed = study.judges.filter(pk=judge.pk, left_out_at=None).update(
        left_out_at=now, left_out_reason=reason.strip()
    )
    if changed:
        record_act("cut_study.judge_left_out", by=by, about=study, facts={"judge": judge.person_id}, now=now)


@transaction.atomic
def abandon_study(study: CutScoreStudy, *, by: "User", now: datetime) -> None:
    """End a study without a cut; its record stays. Raises PermissionDenied, or StudyRefused."""
    study = _locked(study, by)
    CutScoreStudy.objects.filter(pk=study.pk).update(abandoned_at=now)
    record_act("cut_study.abandoned", by=by, about=study, now=now)


def round_result(found: StudyRound) -> "engine.PanelResult[int, int]":
    """What a round comes to, by the keys of judges and items. Raises engine.RatingsIncomplete."""
    weights = {item.pk: item.weight for item in found.study.items.all()}
    judges = found.study.judges.filter(left_out_at=None).values_list("pk", flat=True)
    said: dict[int, dict[int, int]] = {pk: {} for pk in judges}
    rows = found.ratings.filter(judge__left_out_at=None).values_list("judge_id", "item_id", "percent")
    for judge_id, item_id, percent in rows:
        said[judge_id][item_id] = percent
    return engine.panel_result(said, weights)


@transaction.atomic
def adopt_cut(
    study: CutScoreStudy, *, reason: str, effective_at: datetime, by: "User", now: datetime
) -> CutScoreStudy:
    """Adopt what the last round came to. Attempts that start from `effective_at` on use it; older ones keep theirs.

    Not by a judge of the panel, left out or not, administrators included: raises PermissionDenied. Raises
    StudyRefused with a sentence. An achievement that rests on the examination stays a pilot: that is another act.
    """
    study = _locked(study, by)
    if study.judges.filter(person=by).exists():
        raise PermissionDenied(_("You were a judge of this panel: another officer adopts the cut."))
    last = study.rounds.order_by("-number").first()
    if last is None or last.closed_at is None:
        raise StudyRefused(_("Close the round first."))
    if last.number < 2:
        raise StudyRefused(
            _("The panel talks about the first round, and judges once more, before a cut is adopted.")
        )
    if has_moved(study):
        raise StudyRefused(_("The blueprint is another one than the panel judged for: begin a new study."))
    if not reason.strip():
        raise StudyRefused(_("Give the reason: it stays with the record."))
    if effective_at < now:
        effective_at = now
    study.adopted_cut = round_result(last).cut
    study.adopted_reason, study.adopted_by, study.adopted_at = reason.strip(), by, now
    study.effective_at = effective_at
    study.save(update_fields=["adopted_cut", "adopted_reason", "adopted_by", "adopted_at", "effective_at"])
    facts = {"cut": str(engine.as_cut(study.adopted_cut)), "from": effective_at.isoformat()}
    if effective_at <= now:
        _apply(study, now=now)
    record_act("cut_study.adopted", by=by, about=study, label=study.assessment.slug, facts=facts, now=now)
    return study


def _apply(study: CutScoreStudy, *, now: datetime) -> None:
    Assessment.objects.filter(pk=study.assessment_id).update(
        cut_score=engine.as_cut(study.adopted_cut), cut_score_status=Assessment.CutStatus.SET
    )
    CutScoreStudy.objects.filter(pk=study.pk).update(applied_at=now)


@transaction.atomic
def apply_due_cuts(*, now: datetime) -> int:
    """Let adopted cuts hold from their day on, the earliest first; how many. Safe to run twice.

    A cut waits while the blueprint is another one than its panel judged for.
    """
    due = CutScoreStudy.objects.to_apply().filter(effective_at__lte=now).select_for_update(of=("self",))
    due = due.select_related("assessment").order_by("effective_at", "pk")
    studies = [study for study in due if not has_moved(study)]
    for study in studies:
        _apply(study, now=now)
    return len(studies)
