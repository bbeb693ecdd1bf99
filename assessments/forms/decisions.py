"""What officers decide: a held outcome, an answer that came too late, where an item stands."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import Item, Outcome
from assessments.services.deciding import MAX_REASON
from assessments.services.item_life import MOVES


def _reason(help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Reason"),
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=help_text,
    )


class HeldForm(forms.Form):
    """A decision on a held outcome: a pass only where the score is one."""

    decision = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    reason = _reason(_("It stays with the record. Never real cases or material."))

    def __init__(self, *args: Any, may_pass: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(Outcome.Decision.FAIL.value, Outcome.Decision.FAIL.label)]
        if may_pass:
            choices.insert(0, (Outcome.Decision.PASS.value, Outcome.Decision.PASS.label))
        self.fields["decision"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField, by name


class AcceptLateForm(forms.Form):
    """Why an answer counts although it came too late."""

    reason = _reason(_("The candidate's new outcome carries it. Never real cases or material."))


class MoveForm(forms.Form):
    """Where an item goes from where it stands, and why."""

    to = forms.ChoiceField(label=_("Bring it to"), widget=forms.RadioSelect)
    reason = _reason(_("What its results or its content say. It stays in the item's history."))

    def __init__(self, *args: Any, stage: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        goals = [(goal.value, goal.label) for goal in MOVES[Item.Stage(stage)]]
        self.fields["to"].choices = goals  # type: ignore[attr-defined]  # a ChoiceField, by name
