"""What courses do when pages change, and after a database has been migrated."""

import logging
from functools import partial
from typing import Any

from django.apps import apps as current_apps
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from courses.services.banks import keep_bank
from courses.services.cohorts import accept_invitations
from courses.services.outlines import renew_all_outlines, renew_outline_at
from courses.services.site_tree import ensure_site_root
from courses.services.sites import forget_sites
from courses.tasks import (
    carry_out_list,
    enrol_cohort,
    record_completions_due,
    send_one_mail,
    spread_announcement,
    take_in_package,
)

logger = logging.getLogger(__name__)

# Saving a draft or locking a page writes these alone, and nothing that a reader sees.
_NOT_SHOWN = {
    "draft_title",
    "has_unpublished_changes",
    "latest_revision",
    "latest_revision_created_at",
    "locked",
    "locked_at",
    "locked_by",
    "numchild",
}


def keep_outline(*, instance: Any, update_fields: Any = None, **kwargs: Any) -> None:
    """A course, module or lesson was saved or published."""
    if update_fields is None or not _NOT_SHOWN.issuperset(update_fields):
        renew_outline_at(instance.path)


def keep_bank_in_step(*, instance: Any, **kwargs: Any) -> None:
    """A course was published: its item bank has its title and its names, and is made where there is none."""
    if instance.live:
        keep_bank(instance)


def drop_from_outline(*, instance: Any, **kwargs: Any) -> None:
    """A course, module or lesson was unpublished."""
    _complete_due(renew_outline_at(instance.path))


def forget_in_outline(*, instance: Any, **kwargs: Any) -> None:
    """A course, module or lesson was deleted."""
    _complete_due(renew_outline_at(instance.path, is_deletion=True))


def move_in_outlines(
    *, instance: Any, parent_page_before: Any, parent_page_after: Any, **kwargs: Any
) -> None:
    """A page was moved: both the course that it left and the one that it joined look different now."""
    for page in (instance, parent_page_before, parent_page_after):
        _complete_due(renew_outline_at(page.path))


def _complete_due(course_id: int | None) -> None:
    """Whoever had only that lesson left has completed the course."""
    if course_id is not None:
        transaction.on_commit(partial(record_completions_due.delay, course_id), robust=True)


def keep_addresses(**kwargs: Any) -> None:
    """The home page or the catalogue was saved: addresses below may have changed."""
    forget_sites()
    renew_all_outlines()


def keep_site(*, apps: Any = None, **kwargs: Any) -> None:
    """After each migrate: the tables may be those of an earlier state, without our pages.

    After a flush there is no such state: then they are those of now.
    """
    try:
        (apps or current_apps).get_model("courses", "HomePage")
    except LookupError:
        return
    ensure_site_root()


def on_email_confirmed(*, email_address: Any, **kwargs: Any) -> None:
    """Whoever has shown that an address is theirs comes into the cohorts to which it was invited."""
    accept_invitations(email_address.user, email_address.email, now=timezone.now())


def on_mail_owed(mail_id: int, **kwargs: Any) -> None:
    """A mail is owed."""
    _nudge(send_one_mail, mail_id)


def on_announced(announcement_id: int, **kwargs: Any) -> None:
    """An announcement waits to be spread."""
    _nudge(spread_announcement, announcement_id)


def on_list_started(list_id: int, **kwargs: Any) -> None:
    """A list of addresses waits to be carried out."""
    _nudge(carry_out_list, list_id)


def on_cohort_course_added(due_id: int, **kwargs: Any) -> None:
    """A cohort waits to be enrolled on a course."""
    _nudge(enrol_cohort, due_id)


def on_package_due(import_id: int, **kwargs: Any) -> None:
    """A package waits to be tried or applied."""
    _nudge(take_in_package, import_id)


def _nudge(task: Any, pk: int) -> None:
    try:
        task.delay(pk)
    except (OperationalError, OSError):
        logger.warning("The broker does not answer; a sweep will find what is due.")
