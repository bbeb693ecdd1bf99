"""An employer's list of codes: a table of findings, and the same as a CSV file. Nothing of it is kept."""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from certificates.credentials import State
from certificates.forms.lists import CodeListForm
from certificates.services.checked_data import COLUMNS, checked_row
from certificates.services.checking_many import Checked, verify_codes
from certificates.views.limited import too_often
from certificates.views.unreachable import says_when_unreachable
from certificates.views.verifying import FACES

# The list itself, its copy in the form for the CSV, and what a form writes around them.
MAX_REQUEST_BYTES = 1_100_000
# What a reader must look at first stands first.
_ORDER: Mapping[State, object] = {
    State.ALTERED: _("Changed since it was signed"),
    State.REVOKED: _("Revoked"),
    State.SUPERSEDED: _("Replaced"),
    State.SUSPENDED: _("Suspended"),
    State.EXPIRED: _("Expired"),
    State.NOT_YET_VALID: _("Not valid yet"),
    State.NO_SUCH_CODE: _("No such code"),
    State.CANNOT_CHECK: _("Cannot be checked now"),
    State.VALID: _("Valid"),
}
_RANK = {state: rank for rank, state in enumerate(_ORDER)}
_ICONS = {"valid": "check", "caution": "hourglass", "void": "x", "unsure": "circle-question-mark"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    checked: Checked
    words: object
    face: str
    icon: str


@says_when_unreachable
@csrf_exempt  # `_answer` is protected: here the size is asked before anything of the body is read.
@require_http_methods(["GET", "HEAD", "POST"])
def verify_list(request: HttpRequest) -> HttpResponse:
    """A form for up to 1,000 codes, and what checking them came to."""
    if request.method != "POST":
        return _page(request, CodeListForm())
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_REQUEST_BYTES:
        form = CodeListForm({})
        form.errors.clear()
        form.add_error("file", _("This file is larger than 1 MB. Leave only the codes in it."))
        return _page(request, form, status=413)
    return too_often(request, "list") or _answer(request)


@csrf_protect
def _answer(request: HttpRequest) -> HttpResponse:
    form = CodeListForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=400)
    found = verify_codes(form.found, now=timezone.now())
    if request.POST.get("as") == "csv":
        return _csv(found)
    return _page(request, CodeListForm(), found=found)


def _page(
    request: HttpRequest, form: CodeListForm, *, found: Sequence[Checked] = (), status: int = 200
) -> HttpResponse:
    counts = Counter(checked.state for checked in found)
    context = {
        "section": "verify",
        "form": form,
        "lines": [_line(checked) for checked in sorted(found, key=_attention)],
        "counts": [
            (words, counts[state], FACES[state][0]) for state, words in _ORDER.items() if counts[state]
        ],
        "specimens": sum(1 for checked in found if checked.award and checked.award.is_specimen),
        "typed": "\n".join(checked.typed for checked in found),
        "now": timezone.now(),
    }
    response = render(request, "certificates/verify_list.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _attention(checked: Checked) -> tuple[int, int, int]:
    """What must be looked at first; a specimen that is valid proves nothing and comes before the others."""
    award = checked.award
    return (
        _RANK[checked.state],
        -int(award.is_specimen) if award else 0,
        -int(award.is_pilot) if award else 0,
    )


def _line(checked: Checked) -> Line:
    face = FACES[checked.state][0]
    return Line(checked, _ORDER[checked.state], face, _ICONS[face])


def _csv(found: Sequence[Checked]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="assay-checked.csv"'
    response["Cache-Control"] = "no-store"
    # With the mark, spreadsheets read it as UTF-8.
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    writer.writerows(checked_row(checked) for checked in found)
    return response
