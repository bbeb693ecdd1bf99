"""Bringing items in from files of other systems, and taking them out."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.api import AuthenticatedRequest
from assessments.forms.exchange import ExportForm, ImportForm
from assessments.interchange import EXAMPLES, FORMATS, Format
from assessments.models import ItemImport, ItemImportRow
from assessments.models.imports import IMPORT_ITEMS
from assessments.services.importing import (
    ImportRefused,
    cancel_import,
    hand_in_items,
    noted,
    refusal_of,
    start_import,
)
from assessments.services.item_files import record_export, write_items
from assessments.views.lists import page_of

_PER_PAGE = 100
_TABLES = ("csv", "xlsx")


def _may_import(request: AuthenticatedRequest) -> None:
    if not request.user.has_perm(IMPORT_ITEMS):
        raise PermissionDenied


@never_cache
def import_list(request: AuthenticatedRequest) -> HttpResponse:
    """A file to bring in, and those brought in so far. A worker reads and judges the file: nothing is made yet."""
    _may_import(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        source = {name: given[name] for name in ("format", "purpose", "domain", "level")}
        source["file_name"] = given["file"].name
        batch = hand_in_items(
            given["bank"], given["file"].read(), source=source, by=request.user, now=timezone.now()
        )
        return redirect("item_exchange:import", batch.uuid)
    found = ItemImport.objects.visible_to(request.user).select_related("bank", "created_by").defer("data")
    context = {"form": form, "batches": page_of(request, found)}
    return render(request, "assessments/admin/imports.html", context)


@never_cache
@require_safe
def import_example(request: AuthenticatedRequest, name: str) -> HttpResponse:
    """A table with two items to start from, as CSV or XLSX."""
    _may_import(request)
    kind = FORMATS.get(name)
    if kind is None or kind.write is None or name not in _TABLES:
        raise Http404
    return _file(kind, kind.write(EXAMPLES).data, "items-example")


@never_cache
@require_safe
def import_detail(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """What becomes of each item of a file, and how far it is."""
    _may_import(request)
    visible = ItemImport.objects.visible_to(request.user)
    batch = get_object_or_404(visible.select_related("bank", "created_by").defer("data"), uuid=uuid)
    verdict = ItemImportRow.Verdict
    counts = batch.rows.aggregate(
        read=Count("pk"),
        take=Count("pk", filter=Q(verdict=verdict.TAKE)),
        duplicate=Count("pk", filter=Q(verdict=verdict.DUPLICATE)),
        refused=Count("pk", filter=Q(verdict=verdict.REFUSED)),
        made=Count("pk", filter=Q(item__isnull=False)),
    )
    rows = batch.rows.select_related("item").defer("content", "item__interaction").order_by("number")
    shown = request.GET.get("show", "")
    if shown in verdict.values:
        rows = rows.filter(verdict=shown)
    page = Paginator(rows, _PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "batch": batch,
        "counts": counts,
        "page": page,
        "rows": [(row, noted(row.notes)) for row in page],
        "shown": shown,
        "verdicts": [(value, verdict(value).label, counts[value]) for value in verdict.values],
        "format": FORMATS[batch.format].title,
        "refusal": refusal_of(batch),
    }
    return render(request, "assessments/admin/import_detail.html", context)


@never_cache
@require_POST
def import_action(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """Take the items in, or call it off."""
    _may_import(request)
    batch = get_object_or_404(ItemImport.objects.visible_to(request.user).only("pk"), uuid=uuid)
    try:
        if request.POST.get("do") == "cancel":
            cancel_import(batch.pk, now=timezone.now())
            messages.success(request, _("Called off. No item of the file was kept."))
        else:
            start_import(batch.pk, now=timezone.now())
            messages.success(request, _("The items are being taken in as drafts. You may leave this page."))
    except ImportRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("item_exchange:import", uuid)


@never_cache
def item_export(request: AuthenticatedRequest) -> HttpResponse:
    """Take published items out: first what the format cannot hold, then the file. Who took them is recorded."""
    if not (
        request.user.has_perm("assessments.change_item") and request.user.has_perm("assessments.view_item")
    ):
        raise PermissionDenied
    form = ExportForm(request.POST or None)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        kind = FORMATS[form.cleaned_data["format"]]
        items = form.items()
        written = write_items(items, name=kind.name)
        if request.POST.get("do") == "download":
            record_export(items, by=request.user, now=timezone.now())
            return _file(kind, written.data, form.cleaned_data["bank"].slug)
        context |= {
            "format": kind.title,
            "total": len(written.notes),
            "left_out": len(written.left_out),
            "losses": [
                (name, [_(note.template) % note.values for note in notes])
                for name, notes in written.notes.items()
                if notes
            ],
        }
    return render(request, "assessments/admin/item_export.html", context)


def _file(kind: Format, data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind.media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind.suffix}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
