"""What courses do when pages change, and after a database has been migrated."""

from functools import partial
from typing import Any

from django.db import transaction

from courses.services.outlines import renew_all_outlines, renew_outline_at
from courses.services.site_tree import ensure_site_root
from courses.services.sites import forget_sites
from courses.tasks import record_completions_due

# What an outline shows; saving a draft touches none of it.
_SHOWN = {"title", "slug", "live", "url_path", "path", "minutes", "summary", "code"}


def keep_outline(*, instance: Any, update_fields: Any = None, **kwargs: Any) -> None:
    """A course, module or lesson was saved, deleted, published or unpublished."""
    if update_fields is not None and not _SHOWN.intersection(update_fields):
        return
    course_id = renew_outline_at(instance.path)
    if course_id is not None:
        transaction.on_commit(partial(record_completions_due.delay, course_id), robust=True)


def keep_outlines_of_move(
    *, instance: Any, parent_page_before: Any, parent_page_after: Any, **kwargs: Any
) -> None:
    """A page was moved: both the course that it left and the one that it joined look different now."""
    for page in (instance, parent_page_before, parent_page_after):
        keep_outline(instance=page)


def keep_addresses(**kwargs: Any) -> None:
    """The home page or the catalogue was saved: addresses below may have changed."""
    forget_sites()
    renew_all_outlines()


def keep_site(*, apps: Any, **kwargs: Any) -> None:
    """After each migrate: the tables may be those of an earlier state, without our pages."""
    try:
        apps.get_model("courses", "HomePage")
    except LookupError:
        return
    ensure_site_root()
