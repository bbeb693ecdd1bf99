"""The sitting: one item a page, saving, conflicts, the check before submission."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.api import AuthenticatedRequest
from assessments import engine
from assessments.blocks import sentence_of
from assessments.models import Attempt, AttemptItem, Response
from assessments.services.contents import read_item
from assessments.services.outcomes import AttemptClosed, expire_attempt, submit_attempt
from assessments.services.sitting import (
    Answer,
    OnBreak,
    SaveRefused,
    conflict_versions,
    flag_item,
    resolve_conflict,
    save_response,
)
from assessments.services.steps import StepRefused, check_item, leave_item
from assessments.views.breaks import take_break
from website.compiled import CompiledLookup

MAX_BODY = 65_536
LEAVE = "leave"
# What the screens of a sitting show of an attempt; its policy and the long texts stay where they are.
_SHOWN = (
    "uuid",
    "deadline",
    "minutes",
    "multiplier",
    "breaks_allowed",
    "break_minutes",
    "breaks_taken",
    "break_ends_at",
    "quiet_left",
    "grace",
    "at_position",
    "is_immediate",
    "submitted_at",
    "candidate_id",
    "assessment__title",
    "assessment__bank__names",
)
_ITEM_POST = ("uuid", "at_position", "is_immediate", "submitted_at")
# Asked at every page of every sitting.
_ATTEMPT = CompiledLookup(
    lambda: Attempt.objects.select_related("assessment__bank").only(*_SHOWN),
    uuid=UUID(int=0),
    candidate_id=-1,
)
_ITEM = CompiledLookup(
    lambda: AttemptItem.objects.select_related("version").defer("version__content"),
    attempt_id=-1,
    position=999_999_999,
)


@dataclass(frozen=True, slots=True)
class Place:
    """One cell of the navigator."""

    position: int
    answered: bool
    flagged: bool
    in_conflict: bool
    is_final: bool = False


def _open_attempt(request: AuthenticatedRequest, uuid: UUID, *, now: datetime) -> Attempt | HttpResponse:
    """The candidate's own attempt, or the answer to give instead when it is over."""
    attempt = _ATTEMPT.find(uuid=uuid, candidate_id=request.user.pk)
    if attempt is None:
        raise Http404
    if attempt.is_open and engine.is_over(now, attempt.accept_until):
        expire_attempt(attempt.pk, now=now)
        messages.info(request, _("Time ran out. The answers that had reached us were submitted."))
        return redirect("assessments:attempt_outcome", uuid=uuid)
    if not attempt.is_open:
        return redirect("assessments:attempt_outcome", uuid=uuid)
    if attempt.is_on_break(now):
        # The clock stands still: no item is shown.
        return redirect("assessments:attempt_break", uuid=uuid)
    if engine.is_over(now, attempt.deadline):
        # Nobody works in the grace: it is there for answers on their way.
        return render(request, "assessments/attempt_grace.html", {"attempt": attempt})
    return attempt


def _places(attempt: Attempt) -> list[Place]:
    rows = attempt.items.order_by("position").values_list(
        "position", "answered", "flagged", "in_conflict", "checked_at"
    )
    here = attempt.at_position
    return [
        Place(position, answered, flagged, conflict, checked is not None or here not in (None, position))
        for position, answered, flagged, conflict, checked in rows
    ]


@login_required
def attempt_detail(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """Where the attempt stands: the first item not answered, or its outcome."""
    attempt = _open_attempt(request, uuid, now=timezone.now())
    if isinstance(attempt, HttpResponse):
        return attempt
    if attempt.at_position is not None:
        return redirect("assessments:attempt_item", uuid=uuid, position=attempt.at_position)
    first = (
        attempt.items.filter(answered=False).order_by("position").values_list("position", flat=True).first()
    )
    if first is None:
        return redirect("assessments:attempt_check", uuid=uuid)
    return redirect("assessments:attempt_item", uuid=uuid, position=first)


@login_required
@never_cache
def attempt_item(request: AuthenticatedRequest, uuid: UUID, position: int) -> HttpResponse:
    """One item of an open attempt. POST saves, then goes where the pressed button says."""
    now = timezone.now()
    if request.method == "POST":
        response = _post_item(request, uuid, position, now=now)
        # Whoever leaves quietly leaves, whatever became of the answer: that can be seen to on coming back.
        return redirect("website:pause") if request.POST.get("goto") == LEAVE else response
    attempt = _open_attempt(request, uuid, now=now)
    if isinstance(attempt, HttpResponse):
        return attempt
    if attempt.at_position is not None and position != attempt.at_position:
        return _turn_back(request, attempt, position)
    return _show_item(request, attempt, position, now=now)


def _turn_back(request: AuthenticatedRequest, attempt: Attempt, position: int) -> HttpResponse:
    """To where a sequential attempt stands, with the reason."""
    here = attempt.at_position or 1
    said = (
        _("You have left item %(there)s: there is no way back. You are at item %(here)s.")
        if position < here
        else _("Item %(there)s comes later: the items come one after the other. You are at item %(here)s.")
    )
    messages.warning(request, said % {"there": position, "here": here})
    return redirect("assessments:attempt_item", uuid=attempt.uuid, position=here)


def _show_item(
    request: AuthenticatedRequest,
    attempt: Attempt,
    position: int,
    *,
    now: datetime,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    item = _ITEM.find(attempt_id=attempt.pk, position=position)
    if item is None:
        raise Http404
    places = _places(attempt)
    interaction, content = read_item(item)
    context = {
        "attempt": attempt,
        "assessment": attempt.assessment,
        "item": item,
        "interaction_type": interaction.type,
        "view": engine.view_of(interaction, content, item.response, seed=item.seed),
        "response": item.response,
        "is_sequential": attempt.at_position is not None,
        **_feedback(attempt, item, interaction, content, now=now),
        "domain": attempt.assessment.bank.names.get("domains", {}).get(
            item.version.domain, item.version.domain
        ),
        "versions": _described(item, content, interaction) if item.in_conflict else [],
        "places": places,
        "answered": sum(place.answered for place in places),
        "flagged": sum(place.flagged for place in places),
        "previous": position - 1 if position > 1 else None,
        "next": position + 1 if position < len(places) else None,
        "now": now,
        "left": engine.time_left(now, attempt.deadline),
        "error": error,
        # What is sensitive is not shown before its note was read; answering it is having read it.
        "quiet_minutes": -(-attempt.quiet_left // timedelta(minutes=1)),
        "note_first": bool(item.note) and not item.answered and not error and "shown" not in request.GET,
    }
    return render(request, "assessments/attempt_item.html", context, status=status)


def _feedback(
    attempt: Attempt, item: AttemptItem, interaction: engine.Interaction, content: Any, *, now: datetime
) -> dict[str, Any]:
    """What a checked item shows while the attempt runs. The policy is read for these only."""
    can_check = attempt.is_immediate and item.checked_at is None
    if not attempt.is_immediate or item.checked_at is None:
        return {"can_check": can_check, "disabled": False}
    parts = attempt.visible_parts(now=now)
    mark = interaction.mark(content, item.response)
    return {
        "can_check": False,
        "disabled": True,
        "mark": engine.limit_mark(mark, parts),
        "debrief": engine.debrief_of(interaction, content, item.response, parts),
        "score": mark.score if "correctness" in parts else None,
        "key": interaction.key(content) if "key" in parts else "",
    }


def _described(item: AttemptItem, content: Any, interaction: engine.Interaction) -> list[dict[str, Any]]:
    return [
        {
            "sequence": step.sequence,
            "text": interaction.describe(content, step.data) or _("No answer"),
            "received_at": step.received_at,
            "is_current": step.status == Response.Status.ACCEPTED,
        }
        for step in conflict_versions(item)
    ]


def _post_item(request: AuthenticatedRequest, uuid: UUID, position: int, *, now: datetime) -> HttpResponse:
    post = request.POST
    if "pick" not in post:
        return _post_answer(request, uuid, position, now=now)
    try:
        resolve_conflict(uuid, position, sequence=_whole(post["pick"]), user_id=request.user.pk, now=now)
    except (AttemptItem.DoesNotExist, Response.DoesNotExist):
        messages.error(request, _("That version is not there."))
    except engine.ResponseInvalid as refusal:
        messages.error(request, sentence_of(refusal))
    return redirect("assessments:attempt_item", uuid=uuid, position=position)


def _post_answer(request: AuthenticatedRequest, uuid: UUID, position: int, *, now: datetime) -> HttpResponse:
    post = request.POST
    if "flag" in post:
        flag_item(uuid, position, flagged=post["flag"] == "on", user_id=request.user.pk)
    item = get_object_or_404(
        AttemptItem.objects.select_related("version", "attempt").only(
            "version__digest",
            "values",
            "checked_at",
            "position",
            *(f"attempt__{name}" for name in _ITEM_POST),
        ),
        attempt__uuid=uuid,
        attempt__candidate_id=request.user.pk,
        position=position,
    )
    here = item.attempt.at_position
    if here is not None and position != here and item.attempt.is_open:
        return _turn_back(request, item.attempt, position)
    if item.checked_at is not None and item.attempt.is_open:
        # Its fields are closed and send nothing: that is no answer taken back.
        return _go_on(request, item.attempt, position, now=now)
    interaction, content = read_item(item)
    data = {} if "clear" in post else interaction.read_form({name: post.getlist(name) for name in post})
    try:
        saved = save_response(
            uuid, position, Answer(data, _whole(post.get("seen"))), user_id=request.user.pk, now=now
        )
    except (engine.ResponseInvalid, SaveRefused) as refusal:
        said = sentence_of(refusal) if isinstance(refusal, engine.ResponseInvalid) else str(refusal)
        attempt = _open_attempt(request, uuid, now=now)
        if isinstance(attempt, HttpResponse):
            if isinstance(refusal, OnBreak):
                messages.error(request, str(refusal))
            return attempt
        return _show_item(request, attempt, position, now=now, error=said, status=422)
    if saved.status is engine.StepStatus.LATE:
        messages.warning(
            request, _("Your last answer reached us after the time was over. It is kept, not counted.")
        )
        return redirect("assessments:attempt_detail", uuid=uuid)
    if saved.status is engine.StepStatus.CONFLICT:
        return redirect("assessments:attempt_item", uuid=uuid, position=position)
    remark = engine.remark_on(content, data) if saved.is_new else None
    if remark is not None and remark.is_outside:
        messages.warning(request, _(remark.template) % remark.values)
    return _go_on(request, item.attempt, position, now=now)


def _go_on(request: AuthenticatedRequest, attempt: Attempt, position: int, *, now: datetime) -> HttpResponse:
    """Do what the pressed button says beyond saving: check the item, take a break, or go to another."""
    uuid, goto = attempt.uuid, request.POST.get("goto", "")
    if goto == "break":
        return take_break(request, uuid, now=now)
    if goto == "quiet":
        return take_break(request, uuid, now=now, quiet_at=position)
    try:
        if "try" in request.POST:
            check_item(uuid, position, user_id=request.user.pk, now=now)
        elif attempt.at_position is not None and _whole(goto) == position + 1:
            leave_item(uuid, position, user_id=request.user.pk, now=now)
    except (StepRefused, SaveRefused) as refusal:
        messages.error(request, str(refusal))
        return redirect("assessments:attempt_item", uuid=uuid, position=position)
    return HttpResponseRedirect(_target(uuid, position, goto))


def _target(uuid: UUID, position: int, goto: str) -> str:
    if goto == "review":
        return reverse("assessments:attempt_check", args=[uuid])
    wanted = _whole(goto) or position
    return reverse("assessments:attempt_item", args=[uuid, wanted])


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else 0


@login_required
@never_cache
def attempt_check(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """Check your answers: what is answered, flagged and in conflict, before submission."""
    now = timezone.now()
    attempt = _open_attempt(request, uuid, now=now)
    if isinstance(attempt, HttpResponse):
        return attempt
    places = _places(attempt)
    context = {
        "attempt": attempt,
        "assessment": attempt.assessment,
        "places": places,
        "missing": [place.position for place in places if not place.answered],
        "flagged": [place.position for place in places if place.flagged],
        "conflicts": [place.position for place in places if place.in_conflict],
        "warning": _missing_sentence(places),
        "back_to": attempt.at_position or 1,
        "is_sequential": attempt.at_position is not None,
        "now": now,
        "left": engine.time_left(now, attempt.deadline),
    }
    return render(request, "assessments/attempt_check.html", context)


def _missing_sentence(places: Sequence[Place]) -> str:
    missing = sum(not place.answered for place in places)
    if not missing:
        return _("Every item is answered.")
    return ngettext("%(count)s item is not answered.", "%(count)s items are not answered.", missing) % {
        "count": missing
    }


@login_required
@require_POST
def attempt_submit(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """Submit the attempt. A second click finds it submitted and says so."""
    now = timezone.now()
    attempt = get_object_or_404(Attempt.objects.of(request.user.pk), uuid=uuid)
    if attempt.is_open and attempt.is_on_break(now):
        messages.info(request, _("Resume first: then you can check your answers and submit."))
        return redirect("assessments:attempt_break", uuid=uuid)
    try:
        submit_attempt(attempt.pk, now=now)
    except AttemptClosed:
        messages.info(request, _("This attempt was already submitted."))
    return redirect("assessments:attempt_outcome", uuid=attempt.uuid)
