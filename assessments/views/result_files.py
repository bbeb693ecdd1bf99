"""A report as a file, where the address asks for one."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from assessments.forms.results import ChoosingForm
from assessments.services.exports import FORMATS
from assessments.services.tables import Cell, Report


def file_of(request: HttpRequest, report: Report, *asked: ChoosingForm) -> HttpResponse | None:
    """The report in the format that the address names, with what was chosen in the forms; None where it names none."""
    name = request.GET.get("format", "")
    if name not in FORMATS:
        return None
    write, content_type = FORMATS[name]
    if asked:
        words = [word for form in asked for word in form.in_words()]
        chosen = (_("What was chosen"), Cell("; ".join(words) or _("Everything")))
        report = replace(report, facts=[chosen, *report.facts])
    response = HttpResponse(write(report), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{slugify(report.title) or "results"}.{name}"'
    return response


def without(request: HttpRequest, *names: str) -> str:
    """The address's query without some of its names, and never with the format of a file."""
    query = request.GET.copy()
    for name in (*names, "format"):
        query.pop(name, None)
    for name in [name for name, value in query.items() if not value]:
        query.pop(name)
    return query.urlencode()
