"""What to expect, and the start."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.api import AuthenticatedRequest
from assessments.models import Assessment
from assessments.services.grades import read_grade
from assessments.services.policy_words import rule_words
from assessments.services.rules import break_allowance
from assessments.services.starting import Standing, StartRefused, read_standing, start_attempt

MAX_CODE = 100


@login_required
def assessment_detail(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """What an assessment asks and gives; POST starts an attempt, or goes on with the open one."""
    assessment = get_object_or_404(
        Assessment.objects.active().select_related("bank").prefetch_related("blueprint"), uuid=uuid
    )
    now = timezone.now()
    if request.method == "POST":
        try:
            attempt = start_attempt(
                assessment,
                request.user,
                agreed=bool(request.POST.get("agree")),
                now=now,
                access_code=request.POST.get("access_code", "")[:MAX_CODE],
            )
        except StartRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("assessments:assessment_detail", uuid=assessment.uuid)
        return redirect("assessments:attempt_item", uuid=attempt.uuid, position=attempt.at_position or 1)
    names = assessment.bank.names
    standing = read_standing(assessment, request.user, now=now)
    context = {
        "assessment": assessment,
        "standing": standing,
        "shown": _shown_time(standing, request.user.pk, now=now),
        "domains": _by_domain(assessment, names.get("domains", {})),
        "sentences": rule_words(assessment, standing.rules, now=now),
        "grade": read_grade(assessment, request.user, now=now) if standing.last else None,
    }
    return render(request, "assessments/assessment_detail.html", context)


def _shown_time(standing: Standing, person_id: int, *, now: datetime) -> dict[str, Any]:
    """The time and the breaks: those of the running attempt, or those that one started now would have."""
    running = standing.open_attempt
    if running is not None:
        return {
            "minutes": running.minutes,
            "multiplier": running.multiplier,
            "breaks": running.breaks_left,
            "break_minutes": running.break_minutes,
        }
    allowance = break_allowance(person_id, now=now)
    rules = standing.rules
    return {
        "minutes": rules.minutes,
        "multiplier": rules.multiplier,
        "breaks": allowance.breaks,
        "break_minutes": allowance.minutes,
    }


def _by_domain(assessment: Assessment, titles: dict[str, str]) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for rule in assessment.blueprint.all():
        counts[rule.domain] = counts.get(rule.domain, 0) + rule.items
    return [(titles.get(domain, domain), count) for domain, count in counts.items()]
