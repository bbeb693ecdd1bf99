"""The builder of assessments: policies in groups, a summary in plain words, and the blueprint as a grid."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, ObjectList

from assessments.engine.texts import unkeepable
from assessments.forms.policies import AssessmentForm
from assessments.models import Assessment
from assessments.services.assessment_words import candidate_words, change_words, summary_words
from assessments.services.ownership import kinds_owned_by
from assessments.services.supply import (
    Plan,
    axes,
    demand_of,
    field_name,
    keep_blueprint,
    read_plan,
    read_supply,
)

MOST_IN_A_CELL = 200
# What decides whether a form can be drawn: while none of it changes, a bank that has shrunk stops no other change.
_DRAWING = frozenset({"is_active", "kind", "exposure_limit"})


class AssessmentBuilderForm(AssessmentForm):
    """An assessment's policies and its blueprint. A new one is closed until its blueprint is filled."""

    plan: Plan | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: dict[str, tuple[str, str]] = {}
        self.is_new = self.instance.pk is None
        self.initial_cut_status = self.instance.cut_score_status
        if self.is_new:
            del self.fields["is_active"]
        else:
            self.fields["bank"].disabled = True
            self.fields["kind"].disabled = self.instance.attempts.exists()
            self._add_cells()
            if self.instance.cut_score_status == Assessment.CutStatus.SET:
                self.fields["cut_score"].help_text = _(
                    "A panel has set it. Whoever changes it, or the blueprint, makes it provisional again: only "
                    "another study sets it."
                )
        if self.for_user is not None:
            owned = kinds_owned_by(self.for_user)
            self.fields["kind"].choices = [
                choice for choice in self.fields["kind"].choices if not choice[0] or choice[0] in owned
            ]

    def _add_cells(self) -> None:
        self.supply, stored = read_supply(self.instance), demand_of(self.instance)
        domains, levels = axes(self.instance.bank, stored, self.supply.pool, self.supply.pilots)
        for domain, title in domains.items():
            for level, level_title in levels.items():
                name = field_name((domain, level))
                self.places[name] = domain, level
                self.fields[name] = forms.IntegerField(
                    label=f"{title}, {level_title}", required=False, min_value=0, max_value=MOST_IN_A_CELL
                )
                self.initial[name] = stored.get((domain, level))

    def demand(self) -> dict[tuple[str, str], int]:
        """The blueprint as the form has it."""
        data: dict[str, Any] = self.cleaned_data if hasattr(self, "cleaned_data") else self.initial
        return {place: data.get(name) or 0 for name, place in self.places.items()}

    @property
    def moved(self) -> list[str]:
        """What this form changes, by the names of fields; the blueprint as a whole."""
        names = [name for name in self.changed_data if name not in self.places]
        before = {place: self.initial.get(name) or 0 for name, place in self.places.items()}
        return [*names, "blueprint"] if self.demand() != before else names

    def clean_invigilator(self) -> str:
        """On one line, and with something to read in it: it is signed for good."""
        text = " ".join(self.cleaned_data["invigilator"].split())
        if text and (unkeepable(text) or not any(character.isalnum() for character in text)):
            raise forms.ValidationError(_now("Write a name that can be read."))
        return text

    def current_plan(self) -> Plan | None:
        """The blueprint against the bank, as the form stands; None for what has no bank yet."""
        if self.is_new:
            return None
        if self.plan is None:
            # Another kind draws other items than those that were read at first.
            supply = None if "kind" in getattr(self, "cleaned_data", {}) else self.supply
            self.plan = read_plan(self.instance, self.demand(), supply=supply)
        return self.plan

    def _post_clean(self) -> None:
        """What the blueprint asks of the bank is judged by the policies that the form has just set."""
        super()._post_clean()
        if {"cut_score", "blueprint"} & set(self.moved):
            # What a panel has judged is another cut, or another form.
            self.instance.cut_score_status = Assessment.CutStatus.PROVISIONAL
        plan = self.current_plan()
        if plan is None:
            return
        cut = self.cleaned_data.get("cut_score")
        if cut is not None and plan.total and cut > plan.total:
            self.add_error("cut_score", _now("A form has %(total)s marks only.") % {"total": plan.total})
        if not self.cleaned_data.get("is_active"):
            return
        moved = set(self.changed_data)
        if not moved & (_DRAWING | set(self.places)):
            return
        if not plan.total:
            self.add_error("is_active", _now("Without items nobody can start it: fill the blueprint first."))
        for place, words in plan.refusals.items():
            self.add_error(field_name(place), words)
        if plan.refusals:
            self.add_error(
                "is_active",
                _now("No form can be drawn: fill the cells that are marked, or make it inactive for now."),
            )

    def save(self, commit: bool = True) -> Any:
        if self.is_new:
            self.instance.is_active = False
        saved = super().save(commit=commit)
        if commit and self.places:
            keep_blueprint(saved, self.demand())
        return saved


class BuilderPanel(HelpPanel):
    """A part of the builder that says something about the assessment as it is stored."""

    class BoundPanel(HelpPanel.BoundPanel):
        """The panel of one assessment."""

        def is_shown(self) -> bool:
            return bool(super().is_shown() and self.instance is not None and self.instance.pk and self.form)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "assessment": self.instance, **self.panel.says(self.form)}

    def says(self, form: AssessmentBuilderForm) -> dict[str, Any]:
        """What the panel's template shows."""
        raise NotImplementedError


class SummaryPanel(BuilderPanel):
    """The assessment in plain words; a small script keeps them in step with the form."""

    def says(self, form: AssessmentBuilderForm) -> dict[str, Any]:
        return summary_of(form)


class GridPanel(BuilderPanel):
    """The blueprint: for each domain and level how many items, beside what the bank has."""

    def says(self, form: AssessmentBuilderForm) -> dict[str, Any]:
        return {"plan": form.current_plan(), "bound": form}


class ChangesPanel(BuilderPanel):
    """What a change means for those who have started already."""

    def says(self, form: AssessmentBuilderForm) -> dict[str, Any]:
        return {"changes": change_words(form.instance)}


def summary_of(form: AssessmentBuilderForm) -> dict[str, Any]:
    """The summary of what a form holds, valid or not."""
    plan = form.current_plan()
    if plan is None:
        return {}
    return {
        "plan": plan,
        "sentences": summary_words(form.instance, plan),
        "told": candidate_words(form.instance, now=timezone.now()),
    }


def _group(heading: Any, *names: str, help_text: Any = "") -> MultiFieldPanel:
    return MultiFieldPanel([FieldPanel(name) for name in names], heading=heading, help_text=help_text)


class BuilderPanels(ObjectList):
    """The builder's panels. The cells stand in the grid alone: Wagtail adds every field that no panel claims."""

    class BoundPanel(ObjectList.BoundPanel):
        """The panels of one assessment."""

        def render_missing_fields(self) -> str:
            claimed = {*self.panel.get_form_options().get("fields", ()), *self.form.places}
            fields = (str(self.form[name]) for name in self.form.fields if name not in claimed)
            return mark_safe("".join(fields))  # noqa: S308  # what Django's widgets have rendered


def assessment_panels() -> BuilderPanels:
    """The fields in groups, as a person thinks of them."""
    return BuilderPanels(
        [
            ChangesPanel(template="assessments/admin/assessment_changes.html", heading=_("Who is affected")),
            SummaryPanel(template="assessments/admin/assessment_summary.html", heading=_("In plain words")),
            _group(
                _("What it is"), "title", "slug", "bank", "kind", "is_active", "instructions", "agreement"
            ),
            GridPanel(template="assessments/admin/assessment_grid.html", heading=_("Blueprint")),
            _group(
                _("Times"),
                "opens_at",
                "start_closes_at",
                "due_at",
                "closes_at",
                "minutes",
                "grace_seconds",
                help_text=_("An attempt ends at the close or when its limit is over, whichever is first."),
            ),
            _group(_("Attempts"), "attempts_allowed", "retake_delay_hours", "later_delay_hours", "grading"),
            _group(
                _("The form"),
                "navigation",
                "item_order",
                "max_repeat",
                "pilot_items",
                "exposure_limit",
                "forms_ahead",
                "quiet_minutes",
            ),
            _group(
                _("Feedback and review"),
                "feedback",
                "review_during",
                "review_after",
                "review_later",
                "review_later_hours",
                "review_closed",
                "bands",
                help_text=_("Attempts that have started keep the rules under which they started."),
            ),
            _group(_("Marking by people"), "second_marking", "second_marking_share", "marking_tolerance"),
            MultiFieldPanel(
                [
                    FieldPanel("cut_score"),
                    FieldPanel("cut_score_status", read_only=True),
                    FieldPanel("supervision"),
                    FieldPanel("invigilator"),
                ],
                heading=_("Decision"),
            ),
            _group(_("Access"), "access_code", "no_access_code"),
        ],
        base_form_class=AssessmentBuilderForm,
    )


def builder_form() -> type[AssessmentBuilderForm]:
    """The form that the builder's panels make, for whoever reads it without its page."""
    found: type[AssessmentBuilderForm] = assessment_panels().bind_to_model(Assessment).get_form_class()
    return found
