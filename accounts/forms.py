"""What a person tells us about themselves."""

import zoneinfo
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class SignupDetailsForm(forms.Form):
    """The sign-up questions beside address and password."""

    legal_name = forms.CharField(
        label=_("Full legal name"),
        max_length=150,
        help_text=_("As it should stand on a certificate. It is locked when you first sit an examination."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    is_adult = forms.BooleanField(label=_("I am 18 or older"))
    field_order = ["legal_name", "email", "password1", "is_adult"]

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth once the account exists."""
        user.legal_name = self.cleaned_data["legal_name"].strip()
        user.adult_confirmed_at = timezone.now()
        user.save(update_fields=["legal_name", "adult_confirmed_at"])


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only for type checkers
    """Names, language and time zone. A locked legal name is shown, not edited."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        choices=[("", _("UTC")), *((zone, zone) for zone in sorted(zoneinfo.available_timezones()))],
    )
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("As my browser asks")), *settings.LANGUAGES]
    )

    class Meta:
        model = User
        fields = ["legal_name", "preferred_name", "language", "time_zone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.legal_name_is_locked:
            field = self.fields["legal_name"]
            field.disabled = True
            field.help_text = _(
                "Locked since your first examination. Ask a certification officer to correct it."
            )
