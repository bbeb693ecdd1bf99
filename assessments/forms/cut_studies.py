"""What an officer fills in for a cut-score study, and what its judges do."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from assessments.models import Assessment, CutScoreStudy
from assessments.services.cut_judging import RatedItem
from assessments.services.cut_studies import possible_judges

_WORDS = 5000


def _words(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=_WORDS, widget=forms.Textarea(attrs={"rows": 4}), help_text=help_text
    )


class StudyForm(forms.Form):
    """A new panel: for which examination, who judges, and its record."""

    assessment = forms.ModelChoiceField(label=_("Examination"), queryset=Assessment.objects.none())
    judges = forms.ModelMultipleChoiceField(
        label=_("Judges"),
        queryset=get_user_model()._default_manager.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "People who know the subject and its candidates: instructors and reviewers. Two at least."
        ),
    )
    definition = _words(
        _("Who is just competent"),
        _("What somebody can do who barely deserves to pass, in words that the judges agreed on."),
    )
    training = _words(_("How the judges were prepared"), _("When, by whom, and with which practice items."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        running = CutScoreStudy.objects.running().values("assessment")
        examinations = Assessment.objects.filter(kind=Assessment.Kind.EXAMINATION).exclude(pk__in=running)
        self.fields["assessment"].queryset = examinations.order_by("title")  # type: ignore[attr-defined]
        self.fields["judges"].queryset = possible_judges()  # type: ignore[attr-defined]  # a choice field, by name


class DiscussionForm(forms.Form):
    """What the panel talked about before another round."""

    discussion = _words(
        _("What the panel talked about"),
        _("Items on which ratings lay apart, and why. Never real cases or material."),
    )


class AdoptForm(forms.Form):
    """From when the panel's cut holds, and why it is adopted."""

    effective_at = forms.DateTimeField(
        label=_("Holds for attempts that start from"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("In your time zone. Empty: from now on."),
    )
    reason = _words(_("Reason"), _("It stays with the record."))


class AbandonForm(forms.Form):
    """A second thought before a panel's work comes to nothing."""

    is_sure = forms.BooleanField(
        label=_("End this study without a cut score"),
        help_text=_(
            "Its record and every rating stay. It cannot be taken up again: a new study begins anew."
        ),
    )


class LeaveOutForm(forms.Form):
    """Why a judge's ratings count no more."""

    reason = _words(_("Reason"), _("It stays with the record."))


class RatingsForm(forms.Form):
    """A judge's ratings of every item; what is left empty can follow later."""

    def __init__(self, *args: Any, rated: Sequence[RatedItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rated = rated
        for one in rated:
            self.fields[self._name(one)] = forms.IntegerField(
                label=_("Item %(n)s: how many of 100 people who are just competent answer it right?")
                % {"n": one.item.position},
                required=False,
                min_value=0,
                max_value=100,
                initial=one.own,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "step": 1}),
            )

    @staticmethod
    def _name(one: RatedItem) -> str:
        return f"item-{one.item.pk}"

    @property
    def rows(self) -> list[tuple[RatedItem, Any]]:
        """Each item with its field."""
        return [(one, self[self._name(one)]) for one in self.rated]

    @property
    def ratings(self) -> dict[int, int]:
        """What was entered, by the items' keys."""
        entered = {one.item.pk: self.cleaned_data[self._name(one)] for one in self.rated}
        return {pk: value for pk, value in entered.items() if value is not None}
