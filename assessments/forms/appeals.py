"""What candidates appeal against, and what officers answer."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import Appeal, AppealEvent
from assessments.services.appeals import MAX_WORDS


class AppealForm(forms.Form):
    """Grounds, and the candidate's own words."""

    grounds = forms.ChoiceField(
        label=_("What is it about?"), choices=[("", _("Choose")), *Appeal.Grounds.choices]
    )
    words = forms.CharField(
        label=_("In your own words"),
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What happened, when, and what you ask for. Never real cases or material."),
    )


class AppealDecisionForm(forms.Form):
    """A decision with its reasons."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            (AppealEvent.Kind.UPHELD.value, _("Uphold")),
            (AppealEvent.Kind.DISMISSED.value, _("Dismiss")),
        ],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Reasons"),
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The candidate reads them. Never real cases or material."),
    )


class FollowForm(forms.Form):
    """What follows from an appeal that was upheld."""

    positions = forms.TypedMultipleChoiceField(
        label=_("Another person marks again"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody who has marked the answer gets it. The new mark leads to a new outcome."),
    )
    words = forms.CharField(
        label=_("What follows"),
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The candidate reads it, and is told by mail. Never real cases or material."),
    )

    def __init__(self, *args: Any, marked: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.item.position, _("Item %(n)s") % {"n": one.item.position}) for one in marked]
        if choices:
            self.fields["positions"].choices = choices  # type: ignore[attr-defined]  # a choice field, by name
        else:
            del self.fields["positions"]
