"""Saves sent by the page's script: JSON in, JSON out, and never a page."""

import json
import re
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from assessments import engine
from assessments.blocks import sentence_of
from assessments.models import AttemptItem
from assessments.services.sitting import Answer, OnBreak, SaveRefused, save_response

MAX_BODY = 65_536
MAX_NUMBER = 100_000
MAX_FIELDS = 500
_CLIENT = re.compile(r"[A-Za-z0-9:_-]{0,64}")


@require_POST
@never_cache
def attempt_save(request: HttpRequest, uuid: UUID) -> JsonResponse:
    """Keep one answer, and say what became of it.

    200 with accepted, conflict or late; 4xx with a sentence when it was not kept. Whoever is signed out hears so
    (401) rather than being led to a page: the device then knows that the answer is still its own to keep.
    """
    now = timezone.now()
    if request.user.pk is None:
        return _refusal(_("You are signed out. Sign in again in another window."), status=401)
    if request.content_type != "application/json":
        return _refusal(_("Send JSON."), status=415)
    if _length_of(request) > MAX_BODY:
        return _refusal(_("That answer is too large."), status=413)
    try:
        position, answer = _read(request.body)
    except (ValueError, KeyError, TypeError, RecursionError):
        return _refusal(_("That save could not be read."), status=400)
    try:
        saved = save_response(uuid, position, answer, user_id=request.user.pk, now=now)
    except AttemptItem.DoesNotExist:
        return _refusal(_("There is no such item in your attempts."), status=404)
    except engine.ResponseInvalid as refusal:
        return _refusal(sentence_of(refusal), status=422)
    except OnBreak as refusal:
        # Not 422: the device keeps the answer, and sends it when the break is over.
        return _refusal(str(refusal), status=423)
    except SaveRefused as refusal:
        return _refusal(str(refusal), status=422)
    return JsonResponse(
        {
            "status": saved.status.value,
            "sequence": saved.sequence,
            "answered": saved.answered,
            "at": now.isoformat(),
            "deadline": saved.deadline and saved.deadline.isoformat(),
        }
    )


def _length_of(request: HttpRequest) -> int:
    declared = request.headers.get("Content-Length") or "0"
    return (
        int(declared) if declared.isascii() and declared.isdecimal() and len(declared) < 20 else MAX_BODY + 1
    )


def _read(body: bytes) -> tuple[int, Answer]:
    """The item's position and the answer. Raises ValueError, KeyError, TypeError or RecursionError."""
    sent = json.loads(body)
    position, seen, client = sent["position"], sent["seen"], sent.get("client", "")
    if not all(type(number) is int and 0 <= number < MAX_NUMBER for number in (position, seen)):
        raise ValueError
    if not _CLIENT.fullmatch(client):
        raise ValueError
    fields = _fields(sent["fields"]) if "fields" in sent else None
    data = None if fields is not None else sent["data"]
    return position, Answer(data, seen, device_time=_moment(sent.get("at")), client_id=client, fields=fields)


def _fields(sent: Any) -> dict[str, list[str]]:
    """The fields of a form, each with its values. Raises ValueError for anything else."""
    if not isinstance(sent, dict) or len(sent) > MAX_FIELDS:
        raise ValueError
    for values in sent.values():
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise ValueError
    return sent


def _moment(text: Any) -> datetime | None:
    """A device's time, where it is one; any other is left out: it decides nothing, and the answer counts."""
    try:
        moment = parse_datetime(text) if isinstance(text, str) and len(text) < 40 else None
    except ValueError:
        return None
    plausible = moment is not None and moment.tzinfo is not None and 1990 < moment.year < 2200
    return moment if plausible else None


def _refusal(message: str, *, status: int) -> JsonResponse:
    return JsonResponse({"status": "refused", "message": message}, status=status)
