"""What accounts add to Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts.acts_admin import VIEW_ACTS, StaffActReport, check_acts


class _ActsItem(MenuItem):
    """An entry for those who may read the audit trail."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(VIEW_ACTS))


@hooks.register("register_reports_menu_item")
def acts_entry() -> MenuItem:
    """The audit trail among the reports."""
    return _ActsItem(
        _("Audit trail"), reverse("staff_acts:list"), name="staff-acts", icon_name="history", order=1200
    )


@hooks.register("register_account_menu_item")
def own_account(request: HttpRequest) -> dict[str, Any]:
    """Beside the settings of the admin, the way to what one is called and how one signs in."""
    return {
        "url": reverse("accounts:profile"),
        "label": _("Your account"),
        "help_text": _("Your names, e-mail address, password and second factor."),
    }


@hooks.register("register_admin_urls")
def acts_addresses() -> list[URLPattern | URLResolver]:
    """The audit trail's screens."""
    addresses = [
        path("", StaffActReport.as_view(), name="list"),
        path("results/", StaffActReport.as_view(results_only=True), name="results"),
        path("check/", check_acts, name="check"),
    ]
    return [path("reports/audit-trail/", include((addresses, "staff_acts")))]
