"""Where Wagtail asks us: before a page is served, and before a course is deleted."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.widgets.button import Button
from wagtail.permissions import page_permission_policy

from courses.models import CoursePage, Enrolment, GlossaryPage, LessonPage, ModulePage
from courses.models.cohorts import LEAD, RUN_EVERY, SEE_EVERY
from courses.models.open_pages import course_path
from courses.models.package_imports import APPLY, HAND_IN
from courses.services.enrolments import move_place
from courses.services.package_imports import LOG_ACTION
from courses.services.reading import Reading, read_page
from courses.views import cohorts, desk, packages, trying
from courses.views.study import locked_lesson


@hooks.register("before_serve_page")
def open_or_refuse(page: Any, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse | None:
    """Give a page of a course its reader's standing; let nobody but learners and editors into a lesson.

    Previews and views of drafts never come here.
    """
    if not isinstance(page, CoursePage | ModulePage | LessonPage | GlossaryPage):
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


courses_menu = Menu(register_hook_name="register_courses_menu_item")


@hooks.register("register_admin_menu_item")
def courses_entry() -> MenuItem:
    """Everything about courses that is not a page: maps, people, packages."""
    return SubmenuMenuItem(gettext_lazy("Courses"), courses_menu, icon_name="list-ol", order=150)


class EditorMenuItem(MenuItem):
    """A menu entry for whoever may change pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(page_permission_policy.user_has_permission(request.user, "change"))


@hooks.register("register_courses_menu_item")
def maps_entry() -> MenuItem:
    """The course maps."""
    return EditorMenuItem(gettext_lazy("Course maps"), reverse("course_desk:maps"), icon_name="list-ol")


class CohortMenuItem(MenuItem):
    """A menu entry for whoever sees cohorts."""

    def is_shown(self, request: HttpRequest) -> bool:
        return any(request.user.has_perm(permission) for permission in (LEAD, SEE_EVERY, RUN_EVERY))


@hooks.register("register_courses_menu_item")
def cohorts_entry() -> MenuItem:
    """The cohorts."""
    return CohortMenuItem(gettext_lazy("Cohorts"), reverse("cohorts:list_all"), icon_name="group")


class PackageMenuItem(MenuItem):
    """A menu entry for whoever hands packages in or applies them."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(HAND_IN) or request.user.has_perm(APPLY))


@hooks.register("register_courses_menu_item")
def packages_entry() -> MenuItem:
    """Course packages, in and out."""
    return PackageMenuItem(
        gettext_lazy("Course packages"), reverse("course_packages:packages"), icon_name="download"
    )


@hooks.register("register_log_actions")
def name_package_loads(actions: Any) -> None:
    """How a course's history names what came from a package."""
    actions.register_action(
        LOG_ACTION, gettext_lazy("Load a course package"), gettext_lazy("Loaded from a course package")
    )


@hooks.register("register_page_header_buttons")
def map_button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> list[Button]:
    """From a page of a course to its place on the map."""
    if not isinstance(page, CoursePage | ModulePage | LessonPage) or not page.pk:
        return []
    if not page.permissions_for_user(user).can_edit():
        return []
    course = reverse("course_desk:of_page", args=[page.pk])
    trial = reverse("course_desk:study", args=[page.pk])
    return [
        Button(_("Course map"), url=course, icon_name="list-ol", priority=80),
        Button(_("Study as a learner"), url=trial, icon_name="view", priority=81),
    ]


@hooks.register("register_admin_urls")
def desk_addresses() -> list[URLPattern | URLResolver]:
    """The screens of the courses' desk."""
    maps = [
        path("", desk.map_list, name="maps"),
        path("<int:course_id>/", desk.course_map, name="map"),
        path("<int:course_id>/move/", desk.map_move, name="move"),
        path("page/<int:page_id>/", desk.map_of_page, name="of_page"),
        path("study/<int:page_id>/", trying.study, name="study"),
        path("study/<int:page_id>/done/", trying.study_done, name="study_done"),
        path("study/<int:page_id>/afresh/", trying.study_afresh, name="study_afresh"),
        path("study/<int:page_id>/checks/<int:item_id>/", trying.study_check, name="study_check"),
    ]
    people = [
        path("", cohorts.cohort_list, name="list_all"),
        path("add/", cohorts.cohort_edit, name="add"),
        path("<uuid:uuid>/", cohorts.cohort_detail, name="cohort"),
        path("<uuid:uuid>/edit/", cohorts.cohort_edit, name="edit"),
        path("<uuid:uuid>/<slug:part>/all/", cohorts.cohort_part, name="part"),
        path("<uuid:uuid>/remove/", cohorts.cohort_remove, name="remove"),
        path("<uuid:uuid>/enrol/", cohorts.cohort_enrol, name="enrol"),
        path("<uuid:uuid>/announce/", cohorts.cohort_announce, name="announce"),
        path("<uuid:uuid>/extend/", cohorts.cohort_extend, name="extend"),
        path("lists/<uuid:uuid>/", cohorts.list_detail, name="list"),
        path("lists/<uuid:uuid>/do/", cohorts.list_action, name="action"),
        path("course/<int:course_id>/announce/", cohorts.course_announce, name="announce_course"),
    ]
    files = [
        path("", packages.package_list, name="packages"),
        path("<uuid:uuid>/", packages.package_detail, name="package"),
        path("<uuid:uuid>/do/", packages.package_action, name="action"),
        path("course/<int:course_id>/", packages.package_export, name="export"),
    ]
    return [
        path("course-packages/", include((files, "course_packages"))),
        path("course-maps/", include((maps, "course_desk"))),
        path("cohorts/", include((people, "cohorts"))),
    ]
