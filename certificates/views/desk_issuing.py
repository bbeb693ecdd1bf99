"""The officer's desk: issuing by hand and from lists, and the cases that people file."""

from uuid import UUID

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.api import AuthenticatedRequest, require_recent_mfa
from certificates.credentials import UnsafeText
from certificates.forms.desk import AnswerForm, IssueForm, ListForm
from certificates.models import BulkIssue, CredentialCase
from certificates.services.awards import Award
from certificates.services.bulk import ListRefused, cancel_list, check_list, start_list
from certificates.services.by_hand import issue_by_hand, newest_versions
from certificates.services.cases import CaseRefused, close_case
from certificates.services.changes import ChangeRefused
from certificates.views.desk import may_change, may_view
from website.paging import KeyPaginator

_PER_PAGE = 100


@never_cache
@may_change
@require_recent_mfa
def issue(request: AuthenticatedRequest) -> HttpResponse:
    """One certificate by hand."""
    form = IssueForm(request.POST or None, versions=newest_versions())
    if request.method == "POST" and form.is_valid():
        try:
            credential = issue_by_hand(Award(**form.cleaned_data), by=request.user, now=timezone.now())
        except (ChangeRefused, UnsafeText, ValueError) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Issued. The recipient is told by mail."))
            return redirect("desk:life", credential.uuid)
    return render(request, "certificates/desk/issue.html", {"form": form})


@never_cache
@may_change
@require_recent_mfa
def lists(request: AuthenticatedRequest) -> HttpResponse:
    """The lists handed in so far, and a new one: it is read and judged, nothing is issued yet."""
    form = ListForm(request.POST or None, request.FILES or None, versions=newest_versions())
    if request.method == "POST" and form.is_valid():
        try:
            bulk = check_list(
                form.cleaned_data["version"],
                form.cleaned_data["file"].read(),
                note=form.cleaned_data["note"],
                by_id=request.user.pk,
                now=timezone.now(),
            )
        except ListRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("desk:one_list", bulk.uuid)
    found = BulkIssue.objects.select_related("version", "created_by")[:_PER_PAGE]
    return render(request, "certificates/desk/lists.html", {"form": form, "lists": found})


@never_cache
@may_view
@require_safe
def one_list(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """What is in a list, what hinders it, and how far it is."""
    bulk = get_object_or_404(
        BulkIssue.objects.select_related("version", "created_by", "started_by"), uuid=uuid
    )
    rows = bulk.rows.select_related("credential").defer("credential__document").order_by("-problem", "line")
    context = {
        "bulk": bulk,
        "page": KeyPaginator(rows, _PER_PAGE).get_page(request.GET.get("p")),
        "problems": bulk.rows.exclude(problem="").count(),
        "remarks": bulk.rows.filter(problem="").exclude(remark="").count(),
        "issued": bulk.rows.filter(credential__isnull=False).count(),
        "is_running": bulk.started_at and not bulk.finished_at and not bulk.cancelled_at,
    }
    return render(request, "certificates/desk/one_list.html", context)


@never_cache
@may_change
@require_recent_mfa
@require_POST
def list_action(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """Start a checked list, or stop one."""
    bulk = get_object_or_404(BulkIssue, uuid=uuid)
    try:
        if request.POST.get("do") == "cancel":
            cancel_list(bulk.pk, now=timezone.now())
            messages.success(request, _("Nothing more of it is issued. What was issued stands."))
        else:
            start_list(bulk.pk, by_id=request.user.pk, now=timezone.now())
            messages.success(request, _("The certificates are being issued. You may leave this page."))
    except ListRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("desk:one_list", uuid)


@never_cache
@may_view
@require_safe
def cases(request: AuthenticatedRequest) -> HttpResponse:
    """What people say about certificates: open ones first."""
    found = CredentialCase.objects.select_related("credential", "filed_by").defer("credential__document")
    page = KeyPaginator(
        found.order_by(F("closed_at").desc(nulls_first=True), "-filed_at"), _PER_PAGE
    ).get_page(request.GET.get("p"))
    return render(request, "certificates/desk/cases.html", {"page": page})


@never_cache
@may_change
def one_case(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """One case, and its answer."""
    case = get_object_or_404(
        CredentialCase.objects.select_related("credential", "filed_by", "closed_by").defer(
            "credential__document"
        ),
        uuid=uuid,
    )
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            close_case(
                case.pk, answer=form.cleaned_data["answer"], actor_id=request.user.pk, now=timezone.now()
            )
        except CaseRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("desk:case", uuid)
        messages.success(request, _("Closed."))
        return redirect("desk:cases")
    return render(request, "certificates/desk/one_case.html", {"case": case, "form": form})
