"""What other apps may ask about assessments and attempts, as plain data."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Prefetch

from assessments.models import Assessment, Attempt, BlueprintRule, Outcome

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class AttemptFacts:
    """One submitted attempt with its current outcome: what a certificate may rest on."""

    attempt_id: int
    uuid: UUID
    candidate_id: int
    assessment_id: int
    assessment_title: str
    submitted_at: datetime
    decision: str
    decided_at: datetime
    supervision: str
    # Who watched, as pinned when the attempt started; "" where nobody is named.
    invigilator: str
    identity_basis: str
    bank_use: str
    items: int
    rules_version: str
    by_officer: bool


def _facts(outcome: Outcome) -> AttemptFacts:
    attempt = outcome.attempt
    if attempt.submitted_at is None:
        raise ValueError("an open attempt has no facts yet")
    return AttemptFacts(
        attempt_id=attempt.pk,
        uuid=attempt.uuid,
        candidate_id=attempt.candidate_id,
        assessment_id=attempt.assessment_id,
        assessment_title=attempt.assessment.title,
        submitted_at=attempt.submitted_at,
        decision=outcome.decision,
        decided_at=outcome.decided_at,
        supervision=attempt.supervision,
        invigilator=str(attempt.policy.get("invigilator", "")),
        identity_basis=attempt.identity_basis,
        bank_use=str(attempt.policy.get("bank_use", "specimen")),
        items=sum(not entry.get("pilot") for entry in outcome.items),
        rules_version=outcome.rules_version,
        by_officer=outcome.decided_by_id is not None,
    )


def attempt_facts(attempt_id: int, *, lock: bool = False) -> AttemptFacts | None:
    """The facts of one submitted attempt; None while it is open.

    With `lock`, inside a transaction, no other outcome is recorded until the caller has committed.
    """
    if lock:
        list(Attempt.objects.select_for_update().filter(pk=attempt_id).values_list("pk"))
    outcome = (
        Outcome.objects.current()
        .filter(attempt_id=attempt_id, attempt__submitted_at__isnull=False)
        .select_related("attempt__assessment")
        .first()
    )
    return _facts(outcome) if outcome is not None else None


def passed_attempts(
    assessment_id: int,
    *,
    candidate_id: int | None = None,
    candidates: Any = None,
    without: Any = None,
    by_officer: bool = False,
    limit: int = 500,
) -> list[AttemptFacts]:
    """Attempts at an examination whose current outcome is a pass, oldest first.

    `candidates` keeps those of certain people only, and `without` leaves out attempts: ids, or a query for them.
    `by_officer` keeps those on which an officer has decided.
    """
    outcomes = Outcome.objects.passed().filter(attempt__assessment_id=assessment_id)
    if by_officer:
        outcomes = outcomes.exclude(decided_by=None)
    if candidate_id is not None:
        outcomes = outcomes.filter(attempt__candidate_id=candidate_id)
    if candidates is not None:
        outcomes = outcomes.filter(attempt__candidate_id__in=candidates)
    if without is not None:
        outcomes = outcomes.exclude(attempt_id__in=without)
    found = outcomes.select_related("attempt__assessment").order_by("attempt__submitted_at", "pk")[:limit]
    return [_facts(outcome) for outcome in found]


@dataclass(frozen=True, slots=True)
class AssessmentFacts:
    """One assessment as a course page or a dashboard shows it."""

    assessment_id: int
    uuid: UUID
    slug: str
    title: str
    is_examination: bool
    minutes: int | None
    attempts_allowed: int | None
    retake_delay_hours: int
    cut_score: str
    cut_score_status: str
    items: int
    blueprint: tuple[tuple[str, str, int], ...]
    bank_use: str


def assessments_of_bank(bank_slug: str) -> list[AssessmentFacts]:
    """The active assessments of a bank: practice sets first, by name. Two queries for any number."""
    found = (
        Assessment.objects.active()
        .filter(bank__slug=bank_slug)
        .select_related("bank")
        .prefetch_related(Prefetch("blueprint", queryset=BlueprintRule.objects.order_by("position", "pk")))
        .order_by("-kind", "slug")
    )
    return [
        AssessmentFacts(
            assessment_id=assessment.pk,
            uuid=assessment.uuid,
            slug=assessment.slug,
            title=assessment.title,
            is_examination=assessment.is_examination,
            minutes=assessment.minutes,
            attempts_allowed=assessment.attempts_allowed,
            retake_delay_hours=assessment.retake_delay_hours,
            cut_score="" if assessment.cut_score is None else f"{assessment.cut_score.normalize():f}",
            cut_score_status=assessment.cut_score_status,
            items=assessment.item_count,
            blueprint=tuple((rule.domain, rule.level, rule.items) for rule in assessment.blueprint.all()),
            bank_use=assessment.bank.use,
        )
        for assessment in found
    ]


@dataclass(frozen=True, slots=True)
class AttemptSummary:
    """One of a person's own attempts, for their dashboard. Scores are theirs alone.

    `is_shown` says whether its policy lets the candidate see what it came to; else there is no decision here
    and no score.
    """

    uuid: UUID
    assessment_uuid: UUID
    title: str
    is_examination: bool
    started_at: datetime
    deadline: datetime | None
    submitted_at: datetime | None
    is_shown: bool
    decision: str
    score: Fraction | None
    maximum: Fraction | None


def attempts_of(user: "User", *, now: datetime, limit: int = 20) -> list[AttemptSummary]:
    """A person's own attempts, newest first. Two queries for any number."""
    newest_first = Prefetch(
        "outcomes", queryset=Outcome.objects.order_by("-number").defer("items", "domains")
    )
    attempts = (
        Attempt.objects.of(user.pk)
        .select_related("assessment")
        .prefetch_related(newest_first)
        .order_by("-started_at")
    )
    summaries = []
    for attempt in attempts[:limit]:
        is_shown = attempt.submitted_at is not None and "outcome" in attempt.visible_parts(now=now)
        outcome = next(iter(attempt.outcomes.all()), None) if is_shown else None
        summaries.append(
            AttemptSummary(
                uuid=attempt.uuid,
                assessment_uuid=attempt.assessment.uuid,
                title=attempt.assessment.title,
                is_examination=attempt.assessment.is_examination,
                started_at=attempt.started_at,
                deadline=attempt.deadline,
                submitted_at=attempt.submitted_at,
                is_shown=is_shown,
                decision=outcome.decision if outcome else "",
                score=outcome.score if outcome else None,
                maximum=outcome.maximum if outcome else None,
            )
        )
    return summaries


def assessment_id_of(bank_slug: str, slug: str) -> int | None:
    """The id of an assessment by its place, or None."""
    return Assessment.objects.filter(bank__slug=bank_slug, slug=slug).values_list("pk", flat=True).first()
