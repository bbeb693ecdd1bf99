"""Check a file: without an account, and without keeping it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from certificates.credentials import State
from certificates.credentials.refusals import Reason
from certificates.services.file_words import KINDS, REFUSALS
from certificates.services.handed_in import MAX_FILE, FileRefused, HandedIn, verify_handed_in
from certificates.services.receipts import receipt_of_file
from certificates.views.limited import too_often
from certificates.views.receipts import receipt_address
from certificates.views.refusals import refusal
from certificates.views.sheets import TEMPLATE
from certificates.views.unreachable import says_when_unreachable
from certificates.views.uploads import UploadRefused, take_file
from certificates.views.verifying import FACES, context_of, reader_id

_STATUS = {Reason.TOO_LARGE: 413, Reason.TOO_MUCH_WORK: 503}


# The token is in the body, so that checking it reads the body: its length is looked at before that.
@says_when_unreachable
@csrf_exempt
def verify_file(request: HttpRequest) -> HttpResponse:
    """One file: the page of the certificate in it, or why there is none."""
    if request.method != "POST":
        return HttpResponseRedirect(f"{reverse('certificates:verify')}#file-form")
    if refused := too_often(request, "file"):
        return refused
    try:
        data = take_file(request, "file", most=MAX_FILE)
    except UploadRefused as error:
        return _not_taken(request, error.status)
    return _checked(request, data)


@csrf_protect
def _checked(request: HttpRequest, data: bytes | None) -> HttpResponse:
    if data is None:
        return refusal(request, _("No file came"), _("Choose a file first, then send it."), status=422)
    try:
        handed_in = verify_handed_in(data, reader_id=reader_id(request), now=timezone.now())
    except FileRefused as error:
        status = _STATUS.get(error.reason, 422)
        return refusal(request, _("This file cannot be checked"), str(error), status=status)
    response = _page(request, handed_in)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _not_taken(request: HttpRequest, status: int) -> HttpResponse:
    if status == 413:
        words = str(REFUSALS[Reason.TOO_LARGE])
    elif status == 411:
        words = _("It was sent without saying how long it is. Send it with a browser, as a form.")
    else:
        words = _("What came is no form with a file.")
    return refusal(request, _("This file cannot be checked"), words, status=status)


def _page(request: HttpRequest, handed_in: HandedIn) -> HttpResponse:
    face, seal = FACES[handed_in.state]
    context = {
        "section": "verify",
        "handed_in": handed_in,
        "kind": KINDS[handed_in.kind],
        "receipt": receipt_of_file(handed_in),
        "receipt_address": receipt_address(request),
        "checks": handed_in.checks,
        "checked_at": handed_in.checked_at,
        "state": handed_in.state.value,
        "face": face,
        "seal": seal,
    }
    if handed_in.verification is None:
        return render(request, "certificates/verify_file.html", context)
    context |= context_of(handed_in.verification)
    if handed_in.page_differs and handed_in.state is State.VALID:
        # Green would be read as praise of the printed page too.
        context |= {"face": "caution", "seal": "seal-unchecked", "page_differs": True}
    return render(request, TEMPLATE, context)
