"""What courses do when pages change, and after a database has been migrated."""

from functools import partial
from typing import Any

from django.apps import apps as current_apps
from django.db import transaction

from courses.services.outlines import renew_all_outlines, renew_outline_at
from courses.services.site_tree import ensure_site_root
from courses.services.sites import forget_sites
from courses.tasks import record_completions_due

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
