"""The builder of assessments: its pages in Wagtail's admin, its summary as one types, and sample forms."""

import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies import ModelPermissionPolicy

from accounts.api import AuthenticatedRequest
from assessments.forms.builder import builder_form, summary_of
from assessments.models import Assessment
from assessments.services.assessment_acts import record_change
from assessments.services.ownership import VIEW_ITEM, kinds_owned_by, may_own
from assessments.services.refusals import StartRefused
from assessments.services.sample_forms import read_sample

_SEED_BITS = 32


class AssessmentPolicy(ModelPermissionPolicy):
    """Who may change which assessment: officers examinations, instructors practice."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        may = bool(super().user_has_permission_for_instance(user, action, instance))
        return may and (action == "view" or may_own(user, instance))


class AssessmentListView(IndexView):
    """Assessments; what is another role's opens to be read."""

    def get_edit_url(self, instance: Assessment) -> str | None:
        if may_own(self.request.user, instance):
            return str(super().get_edit_url(instance))
        found: str | None = self.get_inspect_url(instance)
        return found


class AssessmentCreateView(CreateView):
    """A new assessment. Its blueprint follows: which cells there are depends on the bank."""

    def dispatch(self, request: AuthenticatedRequest, *args: Any, **kwargs: Any) -> Any:
        if not kinds_owned_by(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def save_instance(self) -> Any:
        made = super().save_instance()
        record_change(made, (), was_active=None, by=self.request.user, now=timezone.now())
        return made

    def get_success_url(self) -> str:
        return str(self.get_edit_url())

    def get_success_message(self, instance: Any) -> str:
        return _("“%(title)s” is kept, and closed. Fill its blueprint, then make it active.") % {
            "title": instance
        }

    def get_success_buttons(self) -> list[Any]:
        return []


class AssessmentEditView(EditView):
    """The builder of one assessment."""

    object: Any

    def get_object(self, queryset: Any = None) -> Any:
        found = super().get_object(queryset)
        if not may_own(self.request.user, found):
            raise PermissionDenied
        return found

    def get_success_url(self) -> str:
        return str(self.get_edit_url())

    def get_success_buttons(self) -> list[Any]:
        return []

    @property
    def header_more_buttons(self) -> list[Any]:
        url = reverse("assessment_builder:sample", args=[self.object.pk])
        sample = Button(_("Sample form"), url=url, icon_name="view", priority=5)
        return [sample, *super().header_more_buttons]

    def save_instance(self) -> Any:
        was_active, moved = self.form.initial["is_active"], self.form.moved
        saved = super().save_instance()
        record_change(saved, moved, was_active=was_active, by=self.request.user, now=timezone.now())
        return saved

    def form_valid(self, form: Any) -> Any:
        was_set = form.initial_cut_status == Assessment.CutStatus.SET
        response = super().form_valid(form)
        if was_set and self.object.cut_score_status != Assessment.CutStatus.SET:
            messages.warning(
                self.request, _("The cut score is provisional again: the panel judged for what was before.")
            )
        plan = form.current_plan()
        for words in (*plan.refusals.values(), *plan.warnings):
            messages.warning(self.request, words)
        return response


@never_cache
@require_POST
def summary(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The summary and the marks of the grid for what the builder's form holds now. Nothing is saved."""
    assessment = get_object_or_404(Assessment.objects.select_related("bank"), pk=pk)
    if not may_own(request.user, assessment):
        raise PermissionDenied
    form = builder_form()(request.POST, instance=assessment, for_user=request.user)
    form.is_valid()
    said = summary_of(form)
    cells = {
        cell.name: {"state": cell.state, "words": cell.words}
        for row in said["plan"].rows
        for cell in row.cells
    }
    html = render_to_string("assessments/admin/assessment_words.html", said, request)
    return JsonResponse({"html": html, "cells": cells, "total": said["plan"].total})


@never_cache
@require_safe
def sample_form(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A form as a candidate who has met nothing would get it, by a seed; keys for those who may see items."""
    assessment = get_object_or_404(Assessment.objects.select_related("bank"), pk=pk)
    may_see_keys = request.user.has_perm(VIEW_ITEM)
    if not (may_own(request.user, assessment) or may_see_keys):
        raise PermissionDenied
    seed = request.GET.get("seed", "")
    if not (seed.isdecimal() and len(seed) < 19):
        return _with_seed(request, pk)
    with_keys = may_see_keys and "keys" in request.GET
    try:
        rows, refusal = (
            read_sample(
                assessment, seed=int(seed), with_keys=with_keys, viewer=request.user, now=timezone.now()
            ),
            "",
        )
    except StartRefused as error:
        rows, refusal = [], str(error)
    context = {
        "assessment": assessment,
        "rows": rows,
        "refusal": refusal,
        "seed": seed,
        "with_keys": with_keys,
        "may_see_keys": may_see_keys,
        "may_change": may_own(request.user, assessment),
    }
    return render(request, "assessments/admin/assessment_sample.html", context)


def _with_seed(request: AuthenticatedRequest, pk: int) -> HttpResponseRedirect:
    """The same page with a seed in its address, so that a form can be shown to somebody else."""
    query = request.GET.copy()
    query["seed"] = str(secrets.randbits(_SEED_BITS))
    return redirect(f"{reverse('assessment_builder:sample', args=[pk])}?{query.urlencode()}")
