"""Handing a course package in."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PackageForm(forms.Form):
    """A ZIP, and whether it may write over what was edited here."""

    file = forms.FileField(
        label=_("ZIP of a course package"),
        help_text=_("Up to 64 MB, with course.yaml at its root or in its one folder."),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )
    overwrite = forms.BooleanField(
        label=_("Write over what was edited here since the last load"),
        required=False,
        help_text=_(
            "Without this, an edited page stays, gets the package's text as a draft, and is reported."
        ),
    )
