"""Marking an item again in every attempt that had it: choose, read it, see what it would do, decide, follow it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.api import AuthenticatedRequest
from assessments import engine
from assessments.blocks.telling import changes_in_words, content_in_words
from assessments.forms.remarks import DecideForm, ProposalForm
from assessments.models import ItemVersion, Outcome, Remark
from assessments.models.remarks import REMARK
from assessments.models.tallies import VIEW_STATISTICS
from assessments.services.flag_words import Said, said_of
from assessments.services.item_life import record_view
from assessments.services.item_results import version_in_assessments
from assessments.services.remarking import (
    MOST_COUNTED,
    MOST_FOUND,
    DryRun,
    RemarkRefused,
    decide_remark,
    dry_run,
    find_versions,
)
from assessments.services.result_reports import item_report
from assessments.services.tables import Table
from assessments.views.lists import page_of, words_of

if TYPE_CHECKING:
    from accounts.models import User

may_remark = permission_required(REMARK, raise_exception=True)


@never_cache
@may_remark
@require_safe
def remark_list(request: AuthenticatedRequest) -> HttpResponse:
    """Versions that stand in attempts, to choose from, and the decisions so far."""
    text = words_of(request)
    found, is_cut = find_versions(text) if text else (None, False)
    page = page_of(request, found) if found is not None else None
    decided = Remark.objects.select_related("version__item", "decided_by").defer(
        "version__content", "version__item__interaction"
    )
    context = {
        "q": text,
        "page": page,
        "most": MOST_COUNTED,
        "most_found": MOST_FOUND if is_cut else None,
        "remarks": page_of(request, decided, name="d"),
    }
    return render(request, "assessments/admin/remarks.html", context)


@never_cache
@may_remark
def remark_version(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """What may be done about one version; with an action in the address, what that would do. POST decides."""
    version = get_object_or_404(
        ItemVersion.objects.select_related("item__bank").defer("item__interaction"), pk=pk
    )
    form = ProposalForm(request.GET if "action" in request.GET else None, version=version)
    shown: DryRun | None = None
    if form.is_bound and form.is_valid():
        try:
            shown = dry_run(form.proposal())
        except RemarkRefused as refusal:
            form.add_error(None, str(refusal))
    decide = DecideForm(request.POST or None, initial={"seen": shown.digest if shown else ""})
    if request.method == "POST" and shown is not None and decide.is_valid():
        try:
            remark = decide_remark(
                form.proposal(), by=request.user, **decide.cleaned_data, now=timezone.now()
            )
        except RemarkRefused as refusal:
            messages.error(request, str(refusal))
            return redirect(request.get_full_path())
        except PermissionDenied:
            messages.error(request, _("You sat this item yourself: another officer decides."))
            return redirect("remarks:list")
        messages.success(request, _("Decided. The attempts are marked again now; you may leave this page."))
        return redirect("remarks:one", remark.pk)
    # Its key is on the page: whoever examines must be able to say who knew an item.
    record_view(version.item_id, viewer=request.user, screen="remark", now=timezone.now())
    context = {"version": version, "form": form, "decide": decide, "shown": shown}
    context |= _item_in_words(version, form.other()) | {"figures": _figures(version, reader=request.user)}
    if shown is not None:
        page = page_of(request, shown.changes)
        context |= {
            "changes": [
                (one, Outcome.Decision(one.before.decision).label, Outcome.Decision(one.after.decision).label)
                for one in page
            ],
            "page": page,
            "records": page_of(request, shown.records, name="r"),
            "passed": shown.count("fail", "pass"),
            "failed": shown.count("pass", "fail"),
        }
    return render(request, "assessments/admin/remark_version.html", context)


def _item_in_words(version: ItemVersion, other: ItemVersion | None) -> dict[str, Any]:
    """What was asked, its key and its rationales, and what differs in the version to mark by."""
    values = engine.draw_values_of(version.content, seed=0)
    content = engine.read_content(engine.variant_of(version.content, values))
    comparable = other is not None and other.content["type"] == version.content["type"]
    return {
        "stem": version.content.get("stem", ""),
        "key": engine.interaction_of(version.content).key(content),
        "is_drawn": bool(values),
        "told": content_in_words(version.content),
        "other": other,
        "changes_in_item": changes_in_words(version.content, other.content) if other and comparable else None,
    }


def _figures(version: ItemVersion, *, reader: "User") -> list[tuple[str, str, Sequence[Table], list[Said]]]:
    """What attempts say of a version, by assessment: its page of results, tables, and what is noticeable."""
    if not reader.has_perm(VIEW_STATISTICS):
        return []
    return [
        (
            assessment.title,
            reverse("results:item", args=[assessment.uuid, version.item_id]),
            item_report(assessment, one, counts).tables,
            said_of(one),
        )
        for assessment, counts, one in version_in_assessments(version)
    ]


@never_cache
@may_remark
@require_safe
def remark_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """One decision, and how far it is carried out."""
    remark = get_object_or_404(
        Remark.objects.select_related("version__item__bank", "by_version", "decided_by").defer(
            "version__content", "by_version__content", "version__item__interaction"
        ),
        pk=pk,
    )
    return render(request, "assessments/admin/remark_detail.html", {"remark": remark})
