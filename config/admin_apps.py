"""Wagtail's user administration, with our own user's fields."""

from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's users app, pointed at our viewset."""

    user_viewset = "accounts.admin_views.UserViewSet"
