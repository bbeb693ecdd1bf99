"""Breaks with the clock stopped: no item is shown until the candidate resumes."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from accounts.api import AuthenticatedRequest
from assessments.models import Attempt, AttemptItem
from assessments.services.breaks import BreakRefused, pause_attempt, pause_quietly, resume_attempt


def take_break(
    request: AuthenticatedRequest, uuid: UUID, *, now: datetime, quiet_at: int | None = None
) -> HttpResponse:
    """Start a break and go to its page, or say why not. `quiet_at` is the sensitive item beside which it is."""
    try:
        if quiet_at is None:
            pause_attempt(uuid, user_id=request.user.pk, now=now)
        else:
            pause_quietly(uuid, quiet_at, user_id=request.user.pk, now=now)
    except AttemptItem.DoesNotExist as error:
        raise Http404 from error
    except BreakRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("assessments:attempt_detail", uuid=uuid)
    return redirect("assessments:attempt_break", uuid=uuid)


@login_required
@never_cache
def attempt_break(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """The page of a running break. POST resumes; once it has ended by itself, the sitting goes on."""
    now = timezone.now()
    attempt = get_object_or_404(Attempt.objects.of(request.user.pk).select_related("assessment"), uuid=uuid)
    if request.method == "POST":
        resume_attempt(uuid, user_id=request.user.pk, now=now)
        return redirect("assessments:attempt_detail", uuid=uuid)
    if not attempt.is_open or not attempt.is_on_break(now):
        return redirect("assessments:attempt_detail", uuid=uuid)
    context = {
        "attempt": attempt,
        "assessment": attempt.assessment,
        "left": attempt.deadline and attempt.break_ends_at and attempt.deadline - attempt.break_ends_at,
    }
    return render(request, "assessments/attempt_break.html", context)
