"""A new key for the API."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.models import ApiKey


class ApiKeyForm(forms.Form):
    """A name to know it by, what it may do, and for how long."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Which program uses it, for example: hiring database.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        required=False,
        choices=ApiKey.Scope.choices,
        initial=ApiKey.Scope.values,
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedChoiceField(
        label=_("Expires"),
        coerce=int,
        initial="365",
        choices=[("90", _("After 90 days")), ("365", _("After a year")), ("0", _("Never"))],
    )
