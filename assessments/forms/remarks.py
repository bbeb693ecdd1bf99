"""What may be done about one version of an item."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from assessments import engine
from assessments.models import ItemVersion, Remark
from assessments.services.remarking import Proposal


class ProposalForm(forms.Form):
    """How a version would be marked from now on. Asked by GET: it only shows what would become of it."""

    action = forms.ChoiceField(label=_("What to do"), choices=Remark.Action.choices, widget=forms.RadioSelect)
    by_version = forms.ModelChoiceField(
        label=_("The corrected version"),
        queryset=ItemVersion.objects.none(),
        required=False,
        help_text=_("Only where one marks by a corrected version: publish it first."),
    )

    def __init__(self, *args: Any, version: ItemVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version = version
        others = ItemVersion.objects.filter(item=version.item_id).exclude(pk=version.pk).defer("content")
        self.fields["by_version"].label_from_instance = _version_words  # type: ignore[attr-defined]
        self.fields["by_version"].queryset = others.order_by("-number")  # type: ignore[attr-defined]

    def proposal(self) -> Proposal:
        """What is proposed; a version beside another action is left out."""
        action = engine.Action(self.cleaned_data["action"])
        other = self.cleaned_data["by_version"] if action is engine.Action.NEW_VERSION else None
        return Proposal(self.version, action, other)

    def other(self) -> ItemVersion | None:
        """The version to compare with: the one that was chosen, else the newest after the one in question."""
        chosen: ItemVersion | None = (
            self.cleaned_data.get("by_version") if self.is_bound and self.is_valid() else None
        )
        later = ItemVersion.objects.filter(item=self.version.item_id, number__gt=self.version.number)
        return chosen or later.order_by("-number").first()


def _version_words(version: ItemVersion) -> str:
    return _now("Version %(number)s, of %(day)s") % {
        "number": version.number,
        "day": date_format(timezone.localtime(version.created_at), "j F Y"),
    }


class DecideForm(forms.Form):
    """The decision on what a dry run showed."""

    seen = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "It stands in every new outcome, and candidates may read it. Never real cases or material."
        ),
    )
