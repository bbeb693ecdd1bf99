"""What is asked before something is done to items of a list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.interchange import FORMATS
from assessments.models import Item
from assessments.services.deciding import MAX_REASON


def _reason() -> forms.CharField:
    return forms.CharField(
        label=_("Reason"),
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What their results or their content say. It stays in the history of each item."),
    )


class BulkMoveForm(forms.Form):
    """Where items go, and why."""

    to = forms.ChoiceField(label=_("Bring them to"), choices=Item.Stage.choices, widget=forms.RadioSelect)
    reason = _reason()


class BulkTakeBackForm(forms.Form):
    """Why items are taken back."""

    reason = _reason()


class BulkPlaceForm(forms.Form):
    """Where drafts belong. What is left empty stays as it is."""

    domain = forms.SlugField(
        label=_("Domain"), max_length=64, required=False, help_text=_("Its name in the bank.")
    )
    level = forms.SlugField(label=_("Level"), max_length=64, required=False)
    outcome = forms.CharField(label=_("Learning outcome"), max_length=64, required=False)
    enemies = forms.SlugField(
        label=_("Group of enemies"),
        max_length=60,
        required=False,
        help_text=_("Of each group a form has one item at most."),
    )
    no_enemies = forms.BooleanField(label=_("Take them out of their groups of enemies"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("enemies") and cleaned.get("no_enemies"):
            self.add_error("no_enemies", _("Either name a group, or take them out of theirs."))
        elif not self.errors and not self.wanted():
            raise forms.ValidationError(_("Say what should change."))
        return cleaned

    def wanted(self) -> dict[str, str]:
        """The fields that change, with what they become."""
        data = self.cleaned_data
        found = {name: data[name] for name in ("domain", "level", "outcome", "enemies") if data.get(name)}
        return found | ({"enemies": ""} if data.get("no_enemies") else {})


class BulkExportForm(forms.Form):
    """As what items go out."""

    format = forms.ChoiceField(
        label=_("Format"), choices=[(found.name, found.title) for found in FORMATS.values() if found.write]
    )
