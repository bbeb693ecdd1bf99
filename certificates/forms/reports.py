"""The forms with which people say something about a certificate."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.models import CredentialCase
from certificates.services.cases import MAX_TEXT

_CARE = _("Never send real cases, material or other people's papers.")


class NameForm(forms.Form):
    """A name to compare with one that is hidden."""

    name = forms.CharField(
        label=_("Name to compare"),
        help_text=_("As it is written on what you were given."),
        max_length=150,
    )


class ReportForm(forms.Form):
    """What somebody saw, and where the answer goes."""

    text = forms.CharField(
        label=_("What did you see, and where?"),
        help_text=_CARE,
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=MAX_TEXT,
    )
    contact = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("Only if you want an answer. It is used for nothing else."),
        required=False,
    )


class RecipientCaseForm(forms.Form):
    """What a recipient says of a certificate of their own."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[
            (CredentialCase.Kind.DISPUTE.value, _("Something in it is wrong")),
            (CredentialCase.Kind.REFUSAL.value, _("I do not want this certificate")),
        ],
        widget=forms.RadioSelect,
        help_text=_("If you do not want it, your name is hidden at once, and an officer withdraws it."),
    )
    text = forms.CharField(
        label=_("In your words"),
        help_text=_CARE,
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=MAX_TEXT,
    )
