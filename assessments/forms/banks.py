"""What an officer says before a bank certifies in earnest."""

from django import forms
from django.utils.translation import gettext_lazy as _


class GoLiveForm(forms.Form):
    """That the items of a bank are nowhere to be read."""

    is_kept_back = forms.BooleanField(
        label=_("The examination items are in no public repository, and no candidate has been given them"),
        help_text=_("Nothing here can check it: your name stands for it in the record of acts."),
    )


class GoSpecimenForm(forms.Form):
    """Nothing more is asked: a specimen proves less."""
