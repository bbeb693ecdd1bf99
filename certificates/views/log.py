"""The log's addresses: C2SP tlog-tiles below /log/, a page for people, and the checker."""

import hashlib
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates.models import Credential, KeyChange
from certificates.services.bundles import CHECKER
from certificates.services.log_proofs import (
    Lack,
    NoProof,
    consistency,
    log_keys,
    newest_head,
    newest_note,
    newest_witnessed,
    prove,
    prove_key_change,
    tile_bytes,
    witnesses,
)
from certificates.transparency import read_tile_path
from certificates.views.machine import open_bytes, open_json, opened

_TEXT = "text/plain; charset=utf-8"
# How often the head is signed, in seconds: sooner there is nothing new.
_SIGNED_EVERY = "300"
_FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def log_page(request: HttpRequest) -> HttpResponse:
    """What the log is, how it stands, and how to check it."""
    head = newest_head()
    context = {
        "section": "verify",
        "head": head,
        # As it stands in the note, so that both can be compared by eye.
        "root": head.note.split("\n")[2] if head else "",
        "keys": log_keys(),
        "witnesses": witnesses(),
        "witnessed": newest_witnessed(),
    }
    return opened(render(request, "certificates/log.html", context))


@require_safe
def log_checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest signed note."""
    note = newest_note()
    if not note:
        return _words(_("The log is empty: no head of it has been signed yet."), status=404)
    return _text(request, note)


@require_safe
def log_tile(request: HttpRequest, level: str, place: str) -> HttpResponse:
    """A tile of hashes, or a bundle of entries: the same bytes for ever, once a signed head covers them."""
    try:
        data = tile_bytes(read_tile_path(level, place))
    except ValueError:
        return _words(_("This is not the address of a tile."), status=404)
    if data is None:
        return _words(_("No signed head covers this tile. It may do so later."), status=404)
    response = open_bytes(
        request, data, digest=hashlib.sha256(data).hexdigest(), content_type="application/octet-stream"
    )
    response["Cache-Control"] = _FOR_EVER
    del response["Vary"]
    return response


@require_safe
def log_key(request: HttpRequest) -> HttpResponse:
    """The verifier keys of the log, one on a line, the one in use first."""
    return _text(request, "".join(f"{key.vkey}\n" for key in log_keys()))


@require_safe
def log_checker(request: HttpRequest) -> HttpResponse:
    """The checker, as it stands in this project's source."""
    response = open_bytes(
        request,
        CHECKER,
        digest=hashlib.sha256(CHECKER).hexdigest(),
        content_type="text/x-python; charset=utf-8",
    )
    response["Content-Disposition"] = 'attachment; filename="checker.py"'
    return response


@require_safe
def log_consistency(request: HttpRequest, old: int, new: int) -> HttpResponse:
    """The proof that the log of the new size continues that of the old one."""
    proof = consistency(old, new)
    if proof is None:
        return _words(
            _("Ask for two sizes, the smaller first, of which the newest signed head covers both."),
            status=404,
        )
    return open_json(request, proof, "application/json")


@require_safe
def credential_proof(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The proof that a credential stands in the log. It holds no name, so that everybody may have it."""
    credential = get_object_or_404(Credential.objects.only("uuid", "is_specimen", "leaf_id"), uuid=uuid)
    try:
        text = prove(credential)
    except NoProof as error:
        return _without_proof(error.lack)
    response = _text(request, text)
    response["Content-Disposition"] = f'inline; filename="assay-{credential.uuid}.tlog-proof"'
    return response


@require_safe
def key_changes(request: HttpRequest) -> HttpResponse:
    """Every set of keys that was published, the first one included: when, why, the document and its proof."""
    told = [
        {
            "number": number,
            "at": change.at.isoformat(timespec="seconds"),
            "cause": change.cause,
            "key": change.key.kid,
            "document": request.build_absolute_uri(reverse("certificates:key_change", args=[number])),
            "proof": request.build_absolute_uri(reverse("certificates:key_change_proof", args=[number])),
        }
        for number, change in enumerate(KeyChange.objects.select_related("key").defer("document"), start=1)
    ]
    return open_json(request, {"changes": told}, "application/json")


@require_safe
def key_change(request: HttpRequest, number: int) -> HttpResponse:
    """The DID document as it was published then, byte for byte."""
    document = bytes(_change(number).document)
    digest = hashlib.sha256(document).hexdigest()
    return open_bytes(request, document, digest=digest, content_type="application/did+json")


@require_safe
def key_change_proof(request: HttpRequest, number: int) -> HttpResponse:
    """The proof that this set of keys stands in the log, for the checker."""
    try:
        return _text(request, prove_key_change(_change(number)))
    except NoProof as error:
        return _without_proof(error.lack)


def _change(number: int) -> KeyChange:
    if not 0 < number <= KeyChange.objects.count():
        raise Http404
    return KeyChange.objects.all()[number - 1]


def _without_proof(lack: Lack) -> HttpResponse:
    if lack is Lack.SPECIMEN:
        return _words(_("This is a specimen. Specimens are never logged, so there is no proof."), status=404)
    if lack is Lack.ERASED:
        return _words(
            _("What tied this certificate to its entry in the log was erased, so there is no proof."),
            status=404,
        )
    response = _words(
        _(
            "This certificate is in the log, but no signed head covers it yet. Heads are signed every five "
            "minutes: ask again then."
        ),
        status=409,
    )
    response["Retry-After"] = _SIGNED_EVERY
    return response


def _text(request: HttpRequest, text: str) -> HttpResponse:
    data = text.encode()
    return open_bytes(request, data, digest=hashlib.sha256(data).hexdigest(), content_type=_TEXT)


def _words(words: str, *, status: int) -> HttpResponse:
    return opened(HttpResponse(f"{words}\n", content_type=_TEXT, status=status))
