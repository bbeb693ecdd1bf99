"""One credential in each of its forms, by content negotiation or by suffix."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from certificates.models import Credential, CredentialPdf
from certificates.services.changes import set_name_visibility
from certificates.services.verifying import find_by_uuid, verify
from certificates.views.verifying import FACES, reader_id, show

JSON_TYPES = ["application/vc", "application/vc+ld+json", "application/ld+json", "application/json"]
_HTML = "text/html"


def _may_read(request: HttpRequest, credential: Credential) -> bool:
    """While the name is hidden, every form that holds it answers its recipient only."""
    return not credential.name_hidden or reader_id(request) == credential.recipient_id


@require_GET
def credential_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The signed bytes to a machine, the certificate's page to a person."""
    wanted = request.get_preferred_type([_HTML, *JSON_TYPES])
    if wanted is None or wanted == _HTML:
        credential = find_by_uuid(uuid)
        if credential is None:
            raise Http404
        reader = reader_id(request)
        if reader is not None and reader == credential.recipient_id:
            return _recipient_page(request, credential)
        return show(request, credential)
    return _json(request, uuid, content_type=wanted)


@require_GET
def credential_json(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The signed bytes, whatever the browser prefers."""
    return _json(request, uuid, content_type="application/vc+ld+json")


def _json(request: HttpRequest, uuid: UUID, *, content_type: str) -> HttpResponse:
    credential = get_object_or_404(
        Credential.objects.only("uuid", "document", "digest", "name_hidden", "recipient_id"), uuid=uuid
    )
    if not _may_read(request, credential):
        return _open_to_all(
            HttpResponse("The recipient has hidden the name on this certificate.", status=403)
        )
    etag = f'"{credential.digest}"'
    if request.headers.get("If-None-Match") == etag:
        return _open_to_all(HttpResponseNotModified())
    response = HttpResponse(bytes(credential.document), content_type=content_type)
    response["ETag"] = etag
    response["Vary"] = "Accept, Cookie"
    response["Content-Disposition"] = f'inline; filename="assay-{credential.uuid}.json"'
    return _open_to_all(response)


def _open_to_all(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "no-cache"
    return response


@require_GET
def credential_pdf(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The printed certificate; a page that says "not ready yet" for the minute before it is."""
    credential = get_object_or_404(
        Credential.objects.only("uuid", "code", "name_hidden", "recipient_id"), uuid=uuid
    )
    if not _may_read(request, credential):
        raise Http404
    pdf = CredentialPdf.objects.filter(credential=credential, rendered_at__isnull=False).first()
    if pdf is None:
        return render(request, "certificates/pdf_pending.html", {"credential": credential}, status=503)
    response = HttpResponse(bytes(pdf.data), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{credential.code}.pdf"'
    response["ETag"] = f'"{pdf.digest}"'
    response["Cache-Control"] = "no-cache"
    return response


def _recipient_page(request: HttpRequest, credential: Credential) -> HttpResponse:
    found = verify(credential, reader_id=credential.recipient_id, now=timezone.now())
    version = credential.achievement_version
    context = {
        "section": "dashboard",
        "found": found,
        "credential": credential,
        "version": version,
        "achievement": version.achievement,
        "state": found.state.value,
        "face": FACES[found.state][0],
        "linkedin": {
            "name": version.title,
            "certId": credential.code,
            "certUrl": found.address,
            "issued": credential.awarded_at,
            "expires": credential.valid_until,
        },
    }
    return render(request, "certificates/credential_detail.html", context)


@login_required
@require_POST
def credential_visibility(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The recipient hides or shows the name."""
    credential = get_object_or_404(Credential.objects.filter(recipient=request.user), uuid=uuid)
    set_name_visibility(
        credential.pk, hidden=request.POST.get("name") == "hide", recipient_id=request.user.pk
    )
    return redirect("certificates:credential_detail", uuid=uuid)
