"""The forms of the officer's desk, and of people who have something to say about a certificate."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.models import Achievement, AchievementVersion, CredentialEvent
from certificates.services.bulk import MAX_BYTES
from certificates.services.cases import MAX_TEXT
from certificates.services.desk import STATES


class SearchForm(forms.Form):
    """What an officer knows of a certificate."""

    q = forms.CharField(label=_("Code, e-mail address or part of a name"), required=False, max_length=150)
    state = forms.ChoiceField(label=_("State"), required=False)
    achievement = forms.ModelChoiceField(
        Achievement.objects.order_by("code"), label=_("Achievement"), required=False, empty_label=_("All")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", _("All")), *((state.value, state.value) for state in STATES)]  # type: ignore[attr-defined]  # a choice field


class WhyForm(forms.Form):
    """Why something is done; other officers read it."""

    text = forms.CharField(
        label=_("Why"),
        help_text=_("For officers only: it is never shown to the recipient or in public."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MAX_TEXT,
    )


class RevokeForm(WhyForm):
    """A revocation: the reason that everybody is told, and the private text."""

    field_order = ["reason", "text"]
    reason = forms.ChoiceField(
        label=_("Public reason"),
        choices=CredentialEvent.Reason.choices,
        help_text=_("Whoever checks the certificate is told this, and the recipient by mail."),
    )


class SupersedeForm(WhyForm):
    """A correction: the name that the new certificate carries."""

    field_order = ["name", "account", "text"]
    name = forms.CharField(
        label=_("Name on the new certificate"),
        max_length=150,
        help_text=_("Leave it as it is to issue the same once more, with a new code."),
    )
    account = forms.BooleanField(
        label=_("Also correct the account's legal name"),
        help_text=_(
            "The next examination and its certificate carry it. Other certificates stay as they are."
        ),
        required=False,
    )


class EraseForm(forms.Form):
    """An erasure, with the code typed once more: it cannot be taken back. Why is not asked: nothing would keep it."""

    code = forms.CharField(label=_("Type the certificate's code to confirm"), max_length=30)


class AwardForm(forms.Form):
    """What is awarded, and on what it rests."""

    version = forms.ModelChoiceField(
        AchievementVersion.objects.none(), label=_("Achievement"), empty_label=_("Choose")
    )
    note = forms.CharField(
        label=_("What the award rests on"),
        help_text=_("For officers only, kept with the certificate for good."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MAX_TEXT,
    )

    def __init__(self, *args: Any, versions: list[AchievementVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = AchievementVersion.objects.filter(  # type: ignore[attr-defined]  # a model choice field
            pk__in=[version.pk for version in versions]
        )


class IssueForm(AwardForm):
    """One award by hand."""

    field_order = ["version", "name", "email", "note"]
    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail address"))
    uuid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class ListForm(AwardForm):
    """Many awards from a file."""

    field_order = ["version", "file", "note"]
    file = forms.FileField(
        label=_("List"),
        help_text=_(
            "CSV in UTF-8; its first line names the columns name and email. At most 5,000 lines and 1 MB."
        ),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 1 MB. Divide it."))
        return file


class AnswerForm(forms.Form):
    """The answer that closes a case."""

    answer = forms.CharField(
        label=_("Answer"),
        help_text=_("Whoever filed the case is sent this by mail, if they left an address."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=MAX_TEXT,
    )
