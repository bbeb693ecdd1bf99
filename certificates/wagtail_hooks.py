"""The officer's desk in Wagtail's admin."""

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from certificates.views import desk, desk_issuing


class _DeskItem(MenuItem):
    """An entry for those who may see certificates."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(desk.VIEW))


class _IssuingItem(MenuItem):
    """An entry for those who may issue and change certificates."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(desk.CHANGE))


@hooks.register("register_admin_urls")
def desk_addresses() -> list[URLPattern | URLResolver]:
    """Everything that officers do with certificates."""
    addresses = [
        path("", desk.credential_list, name="list"),
        path("issue/", desk_issuing.issue, name="issue"),
        path("lists/", desk_issuing.lists, name="lists"),
        path("lists/<uuid:uuid>/", desk_issuing.one_list, name="one_list"),
        path("lists/<uuid:uuid>/act/", desk_issuing.list_action, name="list_action"),
        path("cases/", desk_issuing.cases, name="cases"),
        path("cases/<uuid:uuid>/", desk_issuing.one_case, name="case"),
        path("keys-and-log/", desk.machinery_state, name="machinery"),
        path("keys-and-log/mail/<int:pk>/", desk.mail_again, name="mail_again"),
        path("<uuid:uuid>/", desk.credential_life, name="life"),
        path("<uuid:uuid>/<slug:deed>/", desk.credential_deed, name="deed"),
    ]
    return [path("certificates/", include((addresses, "desk")))]


@hooks.register("register_admin_menu_item")
def desk_menu() -> SubmenuMenuItem:
    """Certificates, for those who may see them."""
    items: list[MenuItem] = [
        _DeskItem(_("Find"), reverse("desk:list"), name="desk-find", icon_name="search", order=1),
        _IssuingItem(_("Issue one"), reverse("desk:issue"), name="desk-issue", icon_name="plus", order=2),
        _IssuingItem(
            _("Issue from a list"), reverse("desk:lists"), name="desk-lists", icon_name="list-ul", order=3
        ),
        _DeskItem(_("Cases"), reverse("desk:cases"), name="desk-cases", icon_name="comment", order=4),
        _DeskItem(
            _("Keys and log"), reverse("desk:machinery"), name="desk-machinery", icon_name="key", order=5
        ),
    ]
    return SubmenuMenuItem(
        _("Certificates"), Menu(items=items), name="certificates", icon_name="form", order=218
    )
