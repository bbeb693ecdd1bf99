"""Moving modules and lessons about within their course."""

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.move_page import MovePageAction
from wagtail.models import Page

from courses.models import CoursePage, LessonPage, ModulePage
from courses.models.open_pages import course_path

if TYPE_CHECKING:
    from accounts.models import User


class MoveRefused(Exception):
    """The page stays where it is; the message says why."""


@transaction.atomic
def step_page(course: CoursePage, page_id: int, *, down: bool, by: "User") -> None:
    """Move a module or lesson past its neighbour. At the end of the line nothing happens.

    Raises MoveRefused.
    """
    page = _locked(course, page_id)
    siblings = list(_siblings(page).values_list("pk", flat=True))
    place = siblings.index(page.pk)
    if down and place + 1 < len(siblings):
        after = siblings[place + 2] if place + 2 < len(siblings) else None
        _place(page, page.get_parent(), after, by)
    elif not down and place > 0:
        _place(page, page.get_parent(), siblings[place - 1], by)


@transaction.atomic
def place_page(
    course: CoursePage, page_id: int, *, parent_id: int, before_id: int | None, by: "User"
) -> None:
    """Put a module or lesson before one of its new siblings, or at the end of its new parent.

    A lesson may go to another module of the same course. Raises MoveRefused.
    """
    page = _locked(course, page_id)
    parent = _below(course).filter(pk=parent_id).first()
    if parent is None or not _may_stand_in(page, parent):
        raise MoveRefused(_("It cannot stand there."))
    if before_id == page.pk:
        return
    if before_id is not None and not parent.get_children().filter(pk=before_id).exists():
        raise MoveRefused(_("The course has changed in the meantime. Look at it again."))
    _place(page, parent, before_id, by)


def _below(course: CoursePage) -> Any:
    return Page.objects.filter(path__startswith=course_path(course.path))


def _locked(course: CoursePage, page_id: int) -> Any:
    # One arranges at a time: treebeard writes the paths of many siblings.
    CoursePage.objects.select_for_update(of=("self",)).get(pk=course.pk)
    page = _below(course).exclude(pk=course.pk).filter(pk=page_id).first()
    specific = page.specific if page is not None else None
    if not isinstance(specific, ModulePage | LessonPage):
        raise MoveRefused(_("The course has changed in the meantime. Look at it again."))
    return specific


def _siblings(page: Any) -> Any:
    """Its like below the same parent; the glossary of a course stands wherever it stands."""
    return type(page).objects.child_of(page.get_parent()).order_by("path")


def _may_stand_in(page: Any, parent: Page) -> bool:
    wanted = CoursePage if isinstance(page, ModulePage) else ModulePage
    return parent.specific_class is wanted


def _place(page: Any, parent: Page, before_id: int | None, by: "User") -> None:
    if page.get_parent().pk == parent.pk:
        _check_order(page, parent, by)
    else:
        _check_move(page, parent, by)
    if before_id is not None:
        target, pos = Page.objects.get(pk=before_id), "left"
    else:
        last = type(page).objects.child_of(parent).exclude(pk=page.pk).order_by("path").last()
        target, pos = (last, "right") if last is not None else (parent, "last-child")
    action = MovePageAction(page, Page.objects.get(pk=target.pk), pos=pos, user=by)
    # Checked above: Wagtail's own check asks for the right to add pages even where nothing changes its parent.
    action.execute(skip_permission_checks=True)


def _check_order(page: Any, parent: Page, by: "User") -> None:
    """Learners see an order at once, so it is a matter of whoever publishes; a draft may be anybody's who writes."""
    if parent.permissions_for_user(by).can_reorder_children():
        return
    shown = page.get_descendants(inclusive=True).filter(live=True).exists()
    if shown or not page.permissions_for_user(by).can_edit():
        raise MoveRefused(
            _("“%(title)s” is published: its place is changed by somebody who may publish.")
            % {"title": page.title}
        )


def _check_move(page: Any, parent: Page, by: "User") -> None:
    may = page.permissions_for_user(by)
    publisher = "publish" in may.permissions and "publish" in parent.permissions_for_user(by).permissions
    if not (publisher or may.can_move_to(parent)):
        raise MoveRefused(
            _("“%(title)s” is published: it is moved by somebody who may publish.") % {"title": page.title}
        )
    if not Page._slug_is_available(page.slug, parent, page):
        raise MoveRefused(
            _("There is a lesson with the address “%(slug)s” already. Change one of the two first.")
            % {"slug": page.slug}
        )
