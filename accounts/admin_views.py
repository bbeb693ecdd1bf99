"""Wagtail's people pages and account page, with our own user's fields."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.db.models.functions import Lower
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import AccountView as WagtailAccountView
from wagtail.admin.views.account import NameEmailSettingsPanel
from wagtail.users.forms import UserCreationForm as WagtailUserCreationForm
from wagtail.users.forms import UserEditForm as WagtailUserEditForm
from wagtail.users.views.users import GroupFilter
from wagtail.users.views.users import IndexView as WagtailUserListView
from wagtail.users.views.users import UserFilterSet as WagtailUserFilterSet
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from website.paging import KeyPaginator, found_once

_NAMES_OF_WAGTAIL = {"first_name", "last_name"}
# Wagtail's templates put these on the tab of roles.
_ON_THE_OTHER_TAB = {"is_superuser", "groups"}


class _PersonForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only for type checkers
    """What both forms have in common."""

    first_name = None
    last_name = None
    legal_name = forms.CharField(label=_("Legal name"), required=False, max_length=150)
    is_staff = forms.BooleanField(
        label=_("Staff"), required=False, help_text=_("May enter the admin, with a second factor.")
    )
    field_order = ["email", "legal_name", "is_staff", "is_active"]

    def of_the_person(self) -> list[forms.BoundField]:
        """Every field beside the roles: one that is not shown would be emptied by saving."""
        return [bound for bound in self if bound.name not in _ON_THE_OTHER_TAB]


class UserEditForm(_PersonForm, WagtailUserEditForm):
    """Edit a person. A legal name that is locked is corrected on the officer's desk, with a certificate."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.legal_name_is_locked:
            self.fields["legal_name"].disabled = True
        if kwargs.get("editing_self"):
            # Nobody locks themselves out.
            del self.fields["is_staff"]

    class Meta(WagtailUserEditForm.Meta):
        fields = (WagtailUserEditForm.Meta.fields - _NAMES_OF_WAGTAIL) | {"legal_name", "is_staff"}


class UserCreationForm(_PersonForm, WagtailUserCreationForm):
    """Add a person, who then sets a password by the reset mail."""

    class Meta(WagtailUserCreationForm.Meta):
        fields = (WagtailUserCreationForm.Meta.fields - _NAMES_OF_WAGTAIL) | {"legal_name", "is_staff"}


class _GroupFilter(GroupFilter):
    """Whoever is in one of some groups, each once without comparing everybody with everybody."""

    def filter(self, qs: Any, value: Any) -> Any:
        """Nothing chosen: everybody."""
        if not value:
            return qs
        members = get_user_model().groups.through.objects.filter(group__in=value)
        return qs.filter(pk__in=members.order_by().values("user_id"))


class UserFilterSet(WagtailUserFilterSet):
    """Wagtail's filters, quick for groups of a hundred thousand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        theirs = self.filters["group"]
        self.filters["group"] = _GroupFilter(field_name=theirs.field_name, label=theirs.label, **theirs.extra)


class UserListView(WagtailUserListView):
    """People, found by a part of their legal name or of their address."""

    paginator_class = KeyPaginator
    search_fields = ("legal_name", "email")

    def search_queryset(self, queryset: Any) -> Any:
        """A whole address is looked up: nobody's name is read for it."""
        if self.search_query and "@" in self.search_query:
            known = queryset.filter(Exact(Lower("email"), self.search_query.strip().lower()))
            if known.exists():
                return known
        if not self.is_searching:
            return queryset
        return found_once(
            queryset, Q(legal_name__icontains=self.search_query) | Q(email__icontains=self.search_query)
        )


class UserViewSet(WagtailUserViewSet):
    """Wagtail's user administration for accounts.User."""

    index_view_class = UserListView
    filterset_class = UserFilterSet

    def get_form_class(self, for_update: bool = False) -> Any:
        return UserEditForm if for_update else UserCreationForm


class AccountView(WagtailAccountView):
    """A member of staff's settings of the admin. Names and address are on their own account page."""

    def get_panels(self) -> list[Any]:
        # It asks for a first and a last name, which nobody here has, and keeps neither.
        return [panel for panel in super().get_panels() if not isinstance(panel, NameEmailSettingsPanel)]
