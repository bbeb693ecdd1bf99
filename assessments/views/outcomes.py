"""What an attempt came to, and the review that its policy allows."""

from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from accounts.api import AuthenticatedRequest
from assessments import engine
from assessments.models import Appeal, Attempt, ManualMark, Outcome, Response
from assessments.services.appeals import why_no_appeal
from assessments.services.marks import marks_of
from assessments.services.outcomes import expire_attempt
from assessments.services.policy_words import more_to_come
from assessments.services.starting import read_standing


def _closed_attempt(request: AuthenticatedRequest, uuid: UUID) -> Attempt | None:
    attempt = get_object_or_404(
        Attempt.objects.of(request.user.pk).select_related("assessment__bank"), uuid=uuid
    )
    if attempt.is_open:
        # The sweep may be late; the page is not.
        if expire_attempt(attempt.pk, now=timezone.now()) is None:
            return None
        attempt.refresh_from_db()
    return attempt


def percent(score: Fraction, maximum: Fraction) -> float:
    """For drawing only: never compared with anything."""
    return float(100 * score / maximum) if maximum else 0.0


@login_required
@never_cache
def attempt_outcome(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """The decision first, then what the review policy allows."""
    attempt = _closed_attempt(request, uuid)
    if attempt is None:
        return redirect("assessments:attempt_detail", uuid=uuid)
    outcome = attempt.outcomes.order_by("-number").first()
    if outcome is None:
        raise Http404
    now = timezone.now()
    allowed = attempt.visible_parts(now=now)
    titles = attempt.assessment.bank.names.get("domains", {})
    cut = _cut(attempt, outcome)
    has_appeals = Appeal.objects.filter(attempt=attempt).exists()
    context = {
        "attempt": attempt,
        "assessment": attempt.assessment,
        "outcome": outcome,
        "passed": "outcome" in allowed and outcome.decision == Outcome.Decision.PASS,
        "waiting": outcome.waiting,
        "failed": "outcome" in allowed and outcome.decision == Outcome.Decision.FAIL,
        "allowed": allowed,
        "percent": percent(outcome.score, outcome.maximum),
        "cut": cut,
        "cut_percent": None if cut is None else percent(cut, outcome.maximum),
        "dropped": _dropped(outcome),
        "domains": _domains(outcome, titles) if "domains" in allowed else [],
        "late": _late_count(attempt),
        "has_appeals": has_appeals,
        "can_appeal": has_appeals or not why_no_appeal(attempt, now=now),
        "answered": sum(entry.get("answered", False) for entry in outcome.items),
        "standing": read_standing(attempt.assessment, request.user, now=now),
        "band": _band(attempt, outcome) if "outcome" in allowed else None,
        "more_to_come": more_to_come(attempt.policy, attempt.submitted_at, now=now),
        "can_review": bool(allowed & engine.ITEM_PARTS),
    }
    return render(request, "assessments/attempt_outcome.html", context)


def _band(attempt: Attempt, outcome: Outcome) -> engine.Band | None:
    """The name for this share of the maximum, in practice; an examination has its cut score."""
    if attempt.assessment.is_examination:
        return None
    bands = engine.read_bands(attempt.policy.get("grade_bands", []))
    return engine.band_of(bands, engine.share(outcome.score, outcome.maximum))


def _dropped(outcome: Outcome) -> int:
    return sum(entry.get("remark") == engine.Action.DROP for entry in outcome.items)


def _cut(attempt: Attempt, outcome: Outcome) -> Fraction | None:
    """The cut score that the outcome was compared with: that of the form, for the items that count."""
    cut = attempt.policy.get("cut_score")
    dropped = _dropped(outcome)
    if cut is None or dropped >= len(outcome.items):
        return None if cut is None else Fraction(cut)
    return engine.cut_after_drops(Decimal(cut), items=len(outcome.items), dropped=dropped)


def _domains(outcome: Outcome, titles: dict[str, str]) -> list[dict[str, Any]]:
    shown = []
    for entry in outcome.domains:
        score, maximum = Fraction(entry["score"]), Fraction(entry["maximum"])
        waiting = entry.get("waiting", 0)
        found = engine.DomainScore(entry["domain"], score, maximum, entry["items"], waiting)
        shown.append(
            {
                "title": titles.get(found.domain, found.domain),
                "score": score,
                "maximum": maximum,
                "items": found.items,
                "has_bar": found.has_bar and not found.is_provisional,
                "waiting": found.waiting,
                "percent": percent(score, maximum),
            }
        )
    return shown


def _late_count(attempt: Attempt) -> int:
    return Response.objects.filter(attempt_item__attempt=attempt, status=Response.Status.LATE).count()


@login_required
@never_cache
def attempt_review(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """Item by item, as far as the review policy allows; 404 where it allows nothing."""
    attempt = _closed_attempt(request, uuid)
    if attempt is None:
        return redirect("assessments:attempt_detail", uuid=uuid)
    allowed = attempt.visible_parts(now=timezone.now())
    if not allowed & engine.ITEM_PARTS:
        raise Http404
    outcome = attempt.outcomes.order_by("-number").first()
    # Until every item is marked a mark by hand may change: none is shown before its outcome is.
    is_final = outcome is not None and not outcome.waiting
    rows = []
    for one in marks_of(attempt):
        item, mark, manual = one.item, one.mark, one.manual
        content = engine.read_content(one.content)
        interaction = engine.interaction_of(one.content)
        waits = mark.needs_marker or (manual is not None and not is_final)
        if manual is not None and is_final:
            mark = _by_rubric(content, manual, mark)
        response = one.response if "responses" in allowed else {}
        rows.append(
            {
                "position": item.position,
                "type": interaction.type,
                "view": engine.view_of(interaction, content, response, seed=item.seed),
                "response": response,
                "mark": engine.limit_mark(mark, allowed),
                "debrief": engine.debrief_of(interaction, content, response, allowed),
                "score": mark.score if item.is_scored and "correctness" in allowed and not waits else None,
                "waits": waits,
                "is_pilot": not item.is_scored,
                "item": item,
                "remark": one.remark.get_action_display() if one.remark and "correctness" in allowed else "",
                "by_people": engine.is_marked_by_people(content),
                "comment": manual.comment if manual and is_final and "feedback" in allowed else "",
                "key": interaction.key(content) if "key" in allowed else "",
            }
        )
    return render(
        request,
        "assessments/attempt_review.html",
        {"attempt": attempt, "assessment": attempt.assessment, "rows": rows, "allowed": allowed},
    )


def _by_rubric(content: Any, manual: ManualMark, mark: engine.Mark) -> engine.Mark:
    """The mark with its criteria as parts; as it was kept where the rubric has other levels by now."""
    try:
        return engine.rubric_mark(content, manual.levels)
    except engine.LevelsInvalid:
        return mark
