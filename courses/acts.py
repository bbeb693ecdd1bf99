"""What the audit trail records of courses: names of acts and of their facts, never words."""

from django.utils.translation import gettext_lazy as _

from accounts.api import register_act


def register_acts() -> None:
    """Name every act of the staff that courses record."""
    register_act("package.applied", _("Applied a course package"))
    register_act("cohort.list_applied", _("Added a list of people to a cohort"), "count")
    register_act("cohort.leaders_changed", _("Changed who leads a cohort"), "from", "to")
    register_act("announcement.sent", _("Announced something"))
