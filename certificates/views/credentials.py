"""One credential in each of its forms, by content negotiation or by suffix."""

from collections.abc import Callable
from functools import partial
from hashlib import sha256
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST, require_safe

from accounts.api import AuthenticatedRequest
from certificates.models import Credential, CredentialPdf
from certificates.services.badges import baked_badge
from certificates.services.bundles import bundle
from certificates.services.changes import set_name_visibility
from certificates.services.renewing import examination_to_renew
from certificates.services.verifying import find_by_uuid, verify
from certificates.views.machine import VC_TYPES, open_bytes, opened
from certificates.views.unreachable import says_when_unreachable
from certificates.views.verifying import FACES, not_found, reader_id, show
from website.compiled import CompiledLookup

_HTML = "text/html"
# Machines ask for nothing more often.
_SIGNED = CompiledLookup(
    lambda: Credential.objects.only("uuid", "document", "digest", "name_hidden", "recipient_id", "erased_at"),
    uuid=UUID(int=0),
)


@says_when_unreachable
@require_safe
def credential_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The signed bytes to a machine, the certificate's page to a person."""
    wanted = request.get_preferred_type([_HTML, *VC_TYPES])
    if wanted is not None and wanted != _HTML:
        return _json(request, uuid, content_type=wanted)
    credential = find_by_uuid(uuid)
    if credential is None:
        return not_found(request, str(uuid))
    reader = reader_id(request)
    is_own = reader is not None and reader == credential.recipient_id
    response = _recipient_page(request, credential) if is_own else show(request, credential)
    patch_vary_headers(response, ["Accept"])
    return response


@says_when_unreachable
@require_safe
def credential_json(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The signed bytes, whatever the browser prefers."""
    return _json(request, uuid, content_type="application/vc+ld+json")


def _json(request: HttpRequest, uuid: UUID, *, content_type: str) -> HttpResponse:
    credential = _SIGNED.find(uuid=uuid)
    if credential is None:
        raise Http404
    if credential.erased_at is not None:
        return _erased()
    if not _may_read(request, credential):
        return _hidden(request)
    response = open_bytes(
        request,
        bytes(credential.document),
        digest=credential.digest,
        content_type=content_type,
        filename=f"assay-{credential.uuid}.json",
    )
    patch_vary_headers(response, ["Cookie"])
    return response


@require_safe
def credential_pdf(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The printed certificate; a page that says "not ready yet" for the minute before it is."""
    credential = get_object_or_404(
        Credential.objects.only("uuid", "code", "name_hidden", "recipient_id", "erased_at"), uuid=uuid
    )
    if credential.erased_at is not None:
        return _erased()
    if not _may_read(request, credential):
        return _hidden(request)
    pdf = CredentialPdf.objects.filter(credential=credential, rendered_at__isnull=False).first()
    if pdf is None:
        return render(request, "certificates/pdf_pending.html", {"credential": credential}, status=503)
    response = open_bytes(
        request,
        bytes(pdf.data),
        digest=pdf.digest,
        content_type="application/pdf",
        filename=f"{credential.code}.pdf",
    )
    patch_vary_headers(response, ["Cookie"])
    return response


@require_safe
def credential_png(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The badge as a picture, the credential baked in."""
    return _made(request, uuid, partial(baked_badge, kind="png"), suffix="png")


@require_safe
def credential_svg(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The badge as a drawing, the credential baked in."""
    response = _made(request, uuid, partial(baked_badge, kind="svg"), suffix="svg")
    # A drawing may be opened as a page of this origin: it must be able to do nothing there.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_safe
def credential_bundle(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Everything that a check with no network needs."""
    return _made(request, uuid, bundle, suffix="zip")


_TYPES = {"png": "image/png", "svg": "image/svg+xml", "zip": "application/zip"}


def _made(
    request: HttpRequest, uuid: UUID, make: Callable[[Credential], bytes], *, suffix: str
) -> HttpResponse:
    """A form that is made from the stored bytes when it is asked for."""
    credential = get_object_or_404(
        Credential.objects.select_related("achievement_version__achievement", "status_list", "leaf"),
        uuid=uuid,
    )
    if credential.erased_at is not None:
        return _erased()
    if not _may_read(request, credential):
        return _hidden(request)
    data = make(credential)
    response = open_bytes(
        request,
        data,
        digest=sha256(data).hexdigest(),
        content_type=_TYPES[suffix],
        filename=f"{credential.code}.{suffix}",
    )
    response["X-Content-Type-Options"] = "nosniff"
    patch_vary_headers(response, ["Cookie"])
    return response


def _may_read(request: HttpRequest, credential: Credential) -> bool:
    """While the name is hidden, every form that holds it answers its recipient only."""
    return not credential.name_hidden or reader_id(request) == credential.recipient_id


def _hidden(request: HttpRequest) -> HttpResponse:
    return opened(HttpResponse("The recipient has hidden the name on this certificate.", status=403))


def _erased() -> HttpResponse:
    return opened(HttpResponse("This certificate was erased. Nothing of it can be shown.", status=410))


def _recipient_page(request: HttpRequest, credential: Credential) -> HttpResponse:
    now = timezone.now()
    found = verify(credential, reader_id=credential.recipient_id, now=now)
    version = credential.achievement_version
    context = {
        "section": "dashboard",
        "found": found,
        "credential": credential,
        "version": version,
        "achievement": version.achievement,
        "state": found.state.value,
        "events": credential.events.order_by("at", "pk"),
        "face": FACES[found.state][0],
        "examination": examination_to_renew(credential, now=now),
        "linkedin": {
            "name": version.title,
            "certId": credential.code,
            "certUrl": found.address,
            "issued": credential.awarded_at,
            "expires": credential.valid_until,
        },
    }
    response = render(request, "certificates/credential_detail.html", context)
    response["Cache-Control"] = "private, no-cache"
    return response


@login_required
@require_POST
def credential_visibility(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """The recipient hides or shows the name."""
    credential = get_object_or_404(Credential.objects.filter(recipient=request.user), uuid=uuid)
    set_name_visibility(
        credential.pk,
        hidden=request.POST.get("name") == "hide",
        recipient_id=request.user.pk,
        now=timezone.now(),
    )
    return redirect("certificates:credential_detail", uuid=uuid)
