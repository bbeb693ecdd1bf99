"""The audit trail in Wagtail's admin: searched, filtered, taken out as a file, and checked."""

from typing import Any

import django_filters
from django import forms
from django.apps import apps
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.views.reports import ReportView

from accounts.acts import act_choices, act_of, check_anchors
from accounts.models import StaffAct, User
from accounts.requests import AuthenticatedRequest
from accounts.services.acts import record_act, verify_acts

VIEW_ACTS = "accounts.view_staffact"


def _staff(request: Any) -> Any:
    # Whoever acted may have left the staff since.
    return User.objects.filter(Q(is_staff=True) | Q(pk__in=StaffAct.objects.values("actor"))).order_by(
        "email"
    )


class StaffActFilterSet(WagtailFilterSet):
    """What one looks for in the trail: words of a name or key, an act, a person, days."""

    q = django_filters.CharFilter(label=_("Name or key"), method="search", widget=forms.TextInput)
    act = django_filters.ChoiceFilter(label=_("Act"), choices=act_choices)
    actor = django_filters.ModelChoiceFilter(label=_("By"), queryset=_staff)
    at = django_filters.DateFromToRangeFilter(label=_("Day"), widget=DateRangePickerWidget)

    class Meta:
        model = StaffAct
        fields = ["q", "act", "actor", "at"]

    def search(self, queryset: Any, name: str, value: str) -> Any:
        """Entries whose thing has this in its name, or exactly this key."""
        return queryset.filter(Q(label__icontains=value) | Q(subject_key=value.strip()))


def _safe(value: Any) -> str:
    """A text that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


class StaffActReport(ReportView):
    """The audit trail, newest first."""

    model = StaffAct
    page_title = _("Audit trail")
    header_icon = "history"
    results_template_name = "accounts/admin/acts_results.html"
    template_name = "accounts/admin/acts.html"
    index_url_name = "staff_acts:list"
    index_results_url_name = "staff_acts:results"
    filterset_class = StaffActFilterSet
    paginate_by = 50
    default_ordering = "-number"
    is_searchable = False
    list_export = [
        "number",
        "at",
        "act_in_words",
        "actor",
        "subject_type",
        "subject_key",
        "label",
        "facts",
        "digest",
    ]
    export_headings = {
        "number": _("Number"),
        "at": _("When"),
        "act_in_words": _("Act"),
        "actor": _("By"),
        "subject_type": _("Kind of thing"),
        "subject_key": _("Key"),
        "label": _("Name"),
        "facts": _("Facts"),
        "digest": _("Digest"),
    }
    custom_field_preprocess = {
        name: {"csv": _safe, "xlsx": _safe}
        for name in ("act_in_words", "actor", "subject_type", "subject_key", "label", "facts")
    }

    def dispatch(self, request: AuthenticatedRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(VIEW_ACTS):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> Any:
        return StaffAct.objects.select_related("actor")

    def get_filename(self) -> str:
        return f"audit-trail-{timezone.now():%Y-%m-%d}"

    def to_row_dict(self, item: Any) -> Any:
        return super().to_row_dict(in_words(item))

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        return object_list if self.is_export else [in_words(entry) for entry in object_list]

    def render_to_response(self, context: Any, **kwargs: Any) -> Any:
        if self.is_export:
            kind = self.request.GET["export"]
            record_act("acts.exported", by=self.request.user, facts={"format": kind}, now=timezone.now())
        return super().render_to_response(context, **kwargs)


def in_words(entry: Any) -> Any:
    """An entry with what a person reads of it."""
    act = act_of(entry.act)
    entry.act_in_words = act.label if act is not None else entry.act
    entry.kind_in_words = ""
    if entry.subject_type:
        try:
            entry.kind_in_words = apps.get_model(entry.subject_type)._meta.verbose_name
        except LookupError:
            entry.kind_in_words = entry.subject_type
    entry.facts_in_words = ", ".join(f"{name}: {value}" for name, value in entry.facts.items())
    return entry


@never_cache
@require_POST
@permission_required(VIEW_ACTS, raise_exception=True)
def check_acts(request: AuthenticatedRequest) -> HttpResponse:
    """Compute the whole trail again, and compare it with what was anchored."""
    verified, (anchors, faults) = verify_acts(), check_anchors()
    if verified.fault:
        faults = [verified.fault, *faults]
    if faults:
        messages.error(request, _now("The audit trail does not hold: %(why)s") % {"why": " ".join(faults)})
    else:
        said = ngettext("%(count)s entry holds", "%(count)s entries hold", verified.count)
        more = ngettext(
            ", and %(anchors)s anchor in the transparency log fits.",
            ", and %(anchors)s anchors in the transparency log fit.",
            anchors,
        )
        messages.success(request, said % {"count": verified.count} + more % {"anchors": anchors})
    return redirect("staff_acts:list")
