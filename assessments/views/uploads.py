"""Handing files in, and taking them back out: never shown inside a page."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.api import AuthenticatedRequest
from assessments import engine
from assessments.blocks import sentence_of
from assessments.engine.interactions.upload import MAX_MEGABYTES
from assessments.models import AttemptItem, ResponseFile
from assessments.services.file_checks import FileRefused
from assessments.services.sitting import Answer, SaveRefused, save_response
from assessments.services.uploads import keep_file, record_download, uploads_allowed

# A file and what a form adds to it.
MAX_BODY = MAX_MEGABYTES * 1024 * 1024 + 65_536


@login_required
@require_POST
@never_cache
def attempt_upload(request: AuthenticatedRequest, uuid: UUID, position: int) -> HttpResponse:
    """Take one file for an item and add it to the answer. JSON for the page's script, a redirect for a plain form."""
    if not uploads_allowed():
        raise Http404
    # Judged before a byte of the body is read.
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > MAX_BODY:
        return _refused(request, uuid, position, _("A file has at most 10 MB."), status=413)
    sent = request.FILES.get("upload")
    if sent is None:
        return _refused(request, uuid, position, _("Choose a file first."))
    now, user_id = timezone.now(), request.user.pk
    try:
        kept = keep_file(
            uuid, position, data=sent.read(MAX_BODY), name=str(sent.name), user_id=user_id, now=now
        )
        item = AttemptItem.objects.get(pk=kept.attempt_item_id)
        files: list[engine.Json] = [*engine.files_of(item.response), kept.digest]
        saved = save_response(
            uuid, position, Answer({"files": files}, item.sequence), user_id=user_id, now=now
        )
    except AttemptItem.DoesNotExist as error:
        raise Http404 from error
    except engine.ResponseInvalid as refusal:
        return _refused(request, uuid, position, sentence_of(refusal))
    except (FileRefused, SaveRefused) as refusal:
        return _refused(request, uuid, position, str(refusal))
    if _wants_json(request):
        return JsonResponse({"status": saved.status.value, "sequence": saved.sequence})
    messages.success(request, _("“%(name)s” is handed in.") % {"name": kept.name})
    return redirect("assessments:attempt_item", uuid=uuid, position=position)


def _wants_json(request: AuthenticatedRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _refused(
    request: AuthenticatedRequest, uuid: UUID, position: int, message: str, *, status: int = 422
) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"message": message}, status=status)
    messages.error(request, message)
    return redirect("assessments:attempt_item", uuid=uuid, position=position)


@login_required
@require_safe
@never_cache
def response_file(request: AuthenticatedRequest, uuid: UUID) -> FileResponse:
    """One file, to save: to its candidate, and to whoever marks, which is recorded."""
    file = get_object_or_404(
        ResponseFile.objects.visible_to(request.user).select_related("attempt_item__attempt"), uuid=uuid
    )
    record_download(file, by=request.user, now=timezone.now())
    # What a candidate called the file says who they are, and a marker must not know.
    is_own = file.attempt_item.attempt.candidate_id == request.user.pk
    name = file.name if is_own else f"{file.uuid}.{'pdf' if file.kind == ResponseFile.Kind.PDF else 'txt'}"
    response = FileResponse(
        file.file.open("rb"), as_attachment=True, filename=name, content_type="application/octet-stream"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
