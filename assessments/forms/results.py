"""What one may ask of results, in the address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.engine.statistics import Flag
from assessments.models import Assessment, Item, ItemBank, Outcome
from assessments.services.flag_words import LABELS
from website.widgets import LongSelect

ALL = [("", _("All"))]


class ChoosingForm(forms.Form):
    """What is asked for by an address."""

    @property
    def applied(self) -> dict[str, Any]:
        """What counts of it: of a form with a fault, nothing."""
        return self.cleaned_data if self.is_valid() else {}

    def in_words(self) -> list[str]:
        """What was chosen, as "Field: choice", field by field; nothing of what was left open."""
        applied = self.applied
        return [
            _("%(field)s: %(choice)s") % {"field": bound.label, "choice": _word(bound, applied[bound.name])}
            for bound in self
            if applied.get(bound.name)
        ]


def _word(bound: forms.BoundField, value: Any) -> str:
    if isinstance(bound.field, forms.ModelChoiceField):
        return bound.field.label_from_instance(value)
    if isinstance(bound.field, forms.ChoiceField):
        choices: Any = bound.field.choices
        return str(dict(choices).get(value, value))
    return str(value)


class ScopeForm(ChoosingForm):
    """Which attempts: the months, the shape of the form, a cohort. Only what there is to choose is a field."""

    since = forms.ChoiceField(label=_("From"), required=False)
    until = forms.ChoiceField(label=_("To"), required=False)
    shape = forms.ChoiceField(label=_("Form"), required=False)
    cohort = forms.ChoiceField(label=_("Cohort"), required=False, widget=LongSelect)

    def __init__(
        self, data: Any, *, months: list[str], shapes: list[tuple[str, str]], cohorts: list[tuple[str, str]]
    ) -> None:
        super().__init__(data)
        choices = {
            "since": [(month, month) for month in months],
            "until": [(month, month) for month in months],
            "shape": shapes if len(shapes) > 1 else [],
            "cohort": cohorts,
        }
        for name, known in choices.items():
            if known:
                self.fields[name].choices = [*ALL, *known]  # type: ignore[attr-defined]
            else:
                del self.fields[name]

    @property
    def applied(self) -> dict[str, Any]:
        """Each field by itself: one that names nothing that there is leaves the others as they are."""
        self.is_valid()
        return self.cleaned_data

    def value(self, name: str) -> str:
        """What was asked for; "" where nothing, or nothing that there is."""
        return str(self.applied.get(name) or "")


class ItemFilterForm(ChoosingForm):
    """Facets of the items of an assessment."""

    q = forms.CharField(label=_("Name or what it measures"), required=False)
    domain = forms.ChoiceField(label=_("Domain"), required=False)
    type = forms.ChoiceField(label=_("Kind"), required=False)
    stage = forms.ChoiceField(label=_("Stage"), required=False, choices=[*ALL, *Item.Stage.choices])
    flag = forms.ChoiceField(
        label=_("Flag"),
        required=False,
        choices=[*ALL, ("any", _("Any flag")), *((flag.value, LABELS[flag]) for flag in Flag)],
    )

    def __init__(self, data: Any, *, domains: list[tuple[str, str]], types: list[tuple[str, str]]) -> None:
        super().__init__(data)
        for name, known in (("domain", domains), ("type", types)):
            self.fields[name].choices = [*ALL, *known]  # type: ignore[attr-defined]


def _bank_field() -> forms.ModelChoiceField:  # type: ignore[type-arg]
    return forms.ModelChoiceField(
        ItemBank.objects.order_by("title"), label=_("Bank"), required=False, empty_label=_("All")
    )


class AssessmentFilterForm(ChoosingForm):
    """Which assessments."""

    q = forms.CharField(label=_("Title"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[*ALL, *Assessment.Kind.choices])
    bank = _bank_field()


class AttemptFilterForm(ChoosingForm):
    """Which attempts."""

    q = forms.CharField(label=_("Candidate"), required=False)
    assessment = forms.ModelChoiceField(
        Assessment.objects.order_by("title", "pk"),
        label=_("Assessment"),
        required=False,
        to_field_name="uuid",
        empty_label=_("All"),
    )
    decision = forms.ChoiceField(
        label=_("Decision"),
        required=False,
        choices=[*ALL, *((value, label) for value, label in Outcome.Decision.choices if value)],
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            *ALL,
            ("open", _("Running")),
            ("submitted", _("Submitted")),
            ("late", _("Has late answers")),
            ("conflict", _("Has answers in conflict")),
        ],
    )
    since = forms.DateField(
        label=_("Started from"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("Started to"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    cohort = forms.ChoiceField(label=_("Cohort"), required=False, widget=LongSelect)

    def __init__(self, data: Any, *, cohorts: list[tuple[str, str]], may_name: bool) -> None:
        super().__init__(data)
        keep_possible(self, cohorts=cohorts, may_name=may_name)


class GradebookForm(ChoosingForm):
    """Whose grades in which assessments."""

    bank = forms.ModelChoiceField(ItemBank.objects.order_by("title"), label=_("Bank"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[*ALL, *Assessment.Kind.choices])
    q = forms.CharField(label=_("Candidate"), required=False)
    cohort = forms.ChoiceField(label=_("Cohort"), required=False, widget=LongSelect)

    def __init__(self, data: Any, *, cohorts: list[tuple[str, str]], may_name: bool) -> None:
        super().__init__(data)
        keep_possible(self, cohorts=cohorts, may_name=may_name)


def keep_possible(form: forms.Form, *, cohorts: list[tuple[str, str]], may_name: bool) -> None:
    """Without cohorts nothing is chosen by them; who may not see names may not look for one either."""
    if cohorts:
        form.fields["cohort"].choices = [*ALL, *cohorts]  # type: ignore[attr-defined]
    else:
        del form.fields["cohort"]
    if not may_name:
        del form.fields["q"]
