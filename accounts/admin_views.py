"""Wagtail's people pages, with our own user's fields."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm as WagtailUserCreationForm
from wagtail.users.forms import UserEditForm as WagtailUserEditForm
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet


class UserEditForm(WagtailUserEditForm):
    """Edit a person. A legal name that is locked is corrected on the officer's desk."""

    first_name = None
    last_name = None
    legal_name = forms.CharField(label=_("Legal name"), required=False, max_length=150)
    is_staff = forms.BooleanField(
        label=_("Staff"), required=False, help_text=_("May enter the admin, with a second factor.")
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.legal_name_is_locked:
            self.fields["legal_name"].disabled = True

    class Meta(WagtailUserEditForm.Meta):
        fields = (WagtailUserEditForm.Meta.fields - {"first_name", "last_name"}) | {"legal_name", "is_staff"}


class UserCreationForm(WagtailUserCreationForm):
    """Add a person, who then sets a password by the reset mail."""

    first_name = None
    last_name = None
    legal_name = forms.CharField(label=_("Legal name"), required=False, max_length=150)
    is_staff = forms.BooleanField(label=_("Staff"), required=False)

    class Meta(WagtailUserCreationForm.Meta):
        fields = (WagtailUserCreationForm.Meta.fields - {"first_name", "last_name"}) | {
            "legal_name",
            "is_staff",
        }


class UserViewSet(WagtailUserViewSet):
    """Wagtail's user administration for accounts.User."""

    template_prefix = "wagtailusers/users/"

    def get_form_class(self, for_update: bool = False) -> Any:
        return UserEditForm if for_update else UserCreationForm
