"""Course packages in Wagtail's admin: out as a ZIP, and in by four eyes."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.api import AuthenticatedRequest
from courses.forms.packages import PackageForm
from courses.models import CoursePage, PackageImport
from courses.models.package_imports import APPLY, HAND_IN
from courses.packages import write_archive
from courses.services.exporting import export_course
from courses.services.package_imports import ImportRefused, apply_import, cancel_import, hand_in
from courses.services.page_naming import CannotExport

_PER_PAGE = 50
_PER_REPORT = 100


@never_cache
def package_list(request: AuthenticatedRequest) -> HttpResponse:
    """The packages handed in so far, and a new one: it is read and tried, nothing is written yet."""
    _may_look(request)
    form = PackageForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = hand_in(
                file.read(),
                file_name=file.name,
                overwrite=form.cleaned_data["overwrite"],
                by=request.user,
                now=timezone.now(),
            )
        except ImportRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("course_packages:package", batch.uuid)
    found = PackageImport.objects.select_related("handed_in_by", "applied_by").defer("data", "entries")
    context = {
        "form": form,
        "page": Paginator(found, _PER_PAGE).get_page(request.GET.get("p")),
        "may_hand_in": request.user.has_perm(HAND_IN),
    }
    return render(request, "courses/desk/packages.html", context)


@never_cache
@require_safe
def package_detail(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """What becomes of each file of a package, or what is wrong with it."""
    _may_look(request)
    batch = get_object_or_404(
        PackageImport.objects.select_related("handed_in_by", "applied_by").defer("data"), uuid=uuid
    )
    shown = request.GET.get("show", "")
    entries = [entry for entry in batch.entries if not shown or entry.get("outcome") == shown]
    outcomes = [entry["outcome"] for entry in batch.entries if "outcome" in entry]
    context = {
        "batch": batch,
        "page": Paginator(entries, _PER_REPORT).get_page(request.GET.get("p")),
        "outcomes": [(name, outcomes.count(name)) for name in dict.fromkeys(outcomes)],
        "shown": shown,
        "may_apply": request.user.has_perm(APPLY) and batch.handed_in_by_id != request.user.pk,
        "may_cancel": request.user.has_perm(APPLY) or batch.handed_in_by_id == request.user.pk,
    }
    return render(request, "courses/desk/package.html", context)


@require_POST
def package_action(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """Apply a package, or call it off."""
    _may_look(request)
    batch = get_object_or_404(PackageImport.objects.only("pk"), uuid=uuid)
    try:
        if request.POST.get("do") == "cancel":
            cancel_import(batch.pk, by=request.user, now=timezone.now())
            messages.success(request, _("Called off. Nothing was written."))
        else:
            apply_import(batch.pk, by=request.user, now=timezone.now())
            messages.success(request, _("The package is being written. You may leave this page."))
    except ImportRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("course_packages:package", uuid)


@never_cache
@require_safe
def package_export(request: AuthenticatedRequest, course_id: int) -> HttpResponse:
    """A course as it stands, as a ZIP."""
    course = get_object_or_404(CoursePage, pk=course_id)
    # The package holds the keys of examination items: as much as whoever reads them in the bank.
    if not (request.user.has_perm(HAND_IN) and request.user.has_perm("assessments.view_item")):
        raise PermissionDenied
    try:
        data = write_archive(export_course(course.slug))
    except CannotExport as refusal:
        messages.error(request, _("It cannot be exported: %(why)s.") % {"why": refusal})
        return redirect("course_desk:map", course.pk)
    response = HttpResponse(data, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{course.slug}.zip"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _may_look(request: AuthenticatedRequest) -> None:
    if not (request.user.has_perm(HAND_IN) or request.user.has_perm(APPLY)):
        raise PermissionDenied
