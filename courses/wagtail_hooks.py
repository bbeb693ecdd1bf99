"""Where Wagtail asks us: before a page is served, and before a course is deleted."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages

from courses.models import CoursePage, Enrolment, LessonPage, ModulePage
from courses.models.open_pages import course_path
from courses.services.enrolments import move_place
from courses.services.reading import Reading, read_page
from courses.views import locked_lesson


@hooks.register("before_serve_page")
def open_or_refuse(page: Any, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse | None:
    """Give a page of a course its reader's standing; let nobody but learners and editors into a lesson.

    Previews and views of drafts never come here.
    """
    if not isinstance(page, CoursePage | ModulePage | LessonPage):
        return None
    user = request.user if request.user.is_authenticated else None
    lesson_id = page.pk if isinstance(page, LessonPage) else None
    reading = read_page(page, user_id=user.pk if user else None, lesson_id=lesson_id)
    request.reading = reading  # type: ignore[attr-defined]  # read by our template tags
    if reading.outline is None and not _may_edit(page, request):
        # The course itself is not live: nor is what stands below it.
        raise Http404
    if lesson_id is None:
        return None
    if reading.may_read:
        _keep_place(request, reading)
        return None
    return None if _may_edit(page, request) else locked_lesson(request, page, reading)


def _may_edit(page: Any, request: HttpRequest) -> bool:
    return bool(request.user.is_staff and page.permissions_for_user(request.user).can_edit())


def _keep_place(request: HttpRequest, reading: Reading) -> None:
    study = reading.study
    if (
        request.method == "GET"
        and study.enrolment_id is not None
        and reading.lesson_id is not None
        and study.place_id != reading.lesson_id
    ):
        move_place(enrolment_id=study.enrolment_id, lesson_id=reading.lesson_id)


@hooks.register("before_delete_page")
def keep_studied_courses(request: HttpRequest, page: Any) -> HttpResponse | None:
    """A course that somebody studies or has completed is unpublished, not deleted."""
    if not _is_studied(page):
        return None
    messages.error(request, _("People are enrolled on this course. Unpublish it instead of deleting it."))
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("before_bulk_action")
def keep_studied_courses_in_bulk(
    request: HttpRequest, action_type: str, objects: Any, action: Any
) -> HttpResponse | None:
    """The same for many pages at once."""
    if action_type != "delete":
        return None
    studied = [page for page in objects if hasattr(page, "path") and _is_studied(page)]
    return keep_studied_courses(request, studied[0]) if studied else None


def _is_studied(page: Any) -> bool:
    """The page is a course, or stands above one, with enrolments."""
    if page.path != course_path(page.path):
        return False
    return Enrolment.objects.filter(course__path__startswith=page.path).exists()
