"""What a learner does in a course: enrol, answer, finish, go on. And what search engines ask for."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.models import CoursePage, Enrolment, LessonPage
from courses.models.open_pages import course_path
from courses.services.checks import REFUSED_CHECK, AnswerRefused
from courses.services.enrolments import CourseNotOpen, PrerequisitesMissing, enrol
from courses.services.labs import answer_lab, begin_again, open_lab
from courses.services.progress import ChecksOpen, NoSuchCheck, answer_check, complete_lesson, know_changes
from courses.services.reading import Reading, read_page


@require_http_methods(["GET", "POST"])
def course_enrol(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Enrol; whoever is not signed in signs in, or up, and comes back to the course."""
    course = get_object_or_404(CoursePage.objects.live(), uuid=uuid)
    if not request.user.is_authenticated:
        target = urlencode({"next": course.path_on_site})
        return redirect(f"{_sign_in_address()}?{target}")
    if request.method == "GET":
        return redirect(course.path_on_site)
    try:
        enrol(user=request.user, course=course, now=timezone.now())
    except PrerequisitesMissing as refusal:
        titles = CoursePage.objects.filter(slug__in=refusal.slugs).values_list("title", flat=True)
        names = ", ".join(titles) or ", ".join(refusal.slugs)
        messages.warning(request, _("Complete these courses first: %(names)s.") % {"names": names})
        return redirect(course.path_on_site)
    except CourseNotOpen:
        messages.warning(request, _("This course is not open for enrolment."))
        return redirect("/")
    messages.success(request, _("You are enrolled. Your place is kept whenever you stop."))
    reading = read_page(course, user_id=request.user.pk)
    return redirect(reading.next_lesson.path if reading.next_lesson else course.path_on_site)


@login_required
@require_POST
def lesson_done(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Done: the lesson is complete, and the next one opens."""
    lesson, enrolment = _lesson_of(request, uuid)
    try:
        complete_lesson(enrolment=enrolment, lesson=lesson, now=timezone.now())
    except ChecksOpen:
        messages.warning(
            request, _("Answer the knowledge checks first. Any answer will do: they are not counted.")
        )
        return redirect(lesson.path_on_site)
    reading = read_page(lesson, user_id=enrolment.user_id, lesson_id=lesson.pk)
    if reading.is_complete:
        messages.success(request, _("You have completed every lesson of this course."))
        return redirect(reading.outline.path if reading.outline else lesson.path_on_site)
    following = reading.after or reading.next_lesson
    return redirect(following.path if following else lesson.path_on_site)


@login_required
@require_POST
def lesson_check(request: HttpRequest, uuid: UUID, item_id: int) -> HttpResponse:
    """Answer one knowledge check; the lesson shows the feedback beside it."""
    lesson, enrolment = _lesson_of(request, uuid)
    fields = {name: request.POST.getlist(name) for name in request.POST}
    try:
        answer_check(enrolment=enrolment, lesson=lesson, item_id=item_id, fields=fields, now=timezone.now())
    except AnswerRefused as refusal:
        # Said beside the check, where the reader is; a message would stand at the top of a long page.
        request.session[REFUSED_CHECK] = [item_id, str(refusal)]
    except NoSuchCheck:
        messages.warning(request, _("This knowledge check has been withdrawn."))
        return redirect(lesson.path_on_site)
    return redirect(f"{lesson.path_on_site}#check-{item_id}")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def lesson_lab(request: HttpRequest, uuid: UUID, item_id: int) -> HttpResponse:
    """A lab of a lesson on a page of its own. POST keeps, hands in, or begins again, and comes back to the page."""
    lesson, enrolment = _lesson_of(request, uuid)
    place: dict[str, Any] = {"enrolment": enrolment, "lesson": lesson, "item_id": item_id}
    error = ""
    try:
        if request.method == "POST":
            error = _work_on_lab(request, place)
            if request.POST.get("goto") == "leave":
                # Away at once, whatever became of the answer.
                return redirect("website:pause")
            if not error:
                return redirect(f"{reverse('courses:lesson_lab', args=[uuid, item_id])}#lab-now")
        shown = open_lab(**place)
    except NoSuchCheck:
        messages.warning(request, _("This lab has been withdrawn."))
        return redirect(lesson.path_on_site)
    context = {"lesson": lesson, "shown": shown, "lab": shown.lab, "error": error, "section": "courses"}
    return render(request, "courses/lab.html", context, status=422 if error else 200)


def _work_on_lab(request: HttpRequest, place: dict[str, Any]) -> str:
    """Do what the pressed button says; why not, as a sentence for the learner, or ""."""
    if "again" in request.POST:
        begin_again(**place, another=request.POST["again"] == "another")
        return ""
    fields = {name: request.POST.getlist(name) for name in request.POST}
    try:
        answer_lab(**place, fields=fields, now=timezone.now())
    except AnswerRefused as refusal:
        return str(refusal)
    return ""


@login_required
@require_POST
def changes_known(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put the notice of what changed since a lesson was studied away, until it changes again."""
    lesson, enrolment = _lesson_of(request, uuid)
    know_changes(enrolment=enrolment, lesson=lesson)
    return redirect(lesson.path_on_site)


@login_required
@require_GET
def course_resume(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Go on where the learner stopped; to the course itself when everything is done."""
    course = get_object_or_404(CoursePage.objects.live(), uuid=uuid)
    reading = read_page(course, user_id=request.user.pk)
    if reading.study.is_enrolled and reading.next_lesson is not None:
        return redirect(reading.next_lesson.path)
    return redirect(course.path_on_site)


def locked_lesson(request: HttpRequest, page: LessonPage, reading: Reading) -> HttpResponse:
    """A lesson for learners of its course only: what it is, and how to be let in."""
    context = {"page": page, "reading": reading, "section": "courses"}
    return render(request, "courses/locked.html", context, status=403)


@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may walk: everything public but actions, sittings and the admin."""
    closed = ["/admin/", "/accounts/", "/attempts/", "/dashboard/", "/study/", "/team/"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines.append(f"Sitemap: {settings.SITE_URL}/sitemap.xml")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _sign_in_address() -> str:
    return resolve_url(settings.LOGIN_URL)


def _lesson_of(request: Any, uuid: UUID) -> tuple[LessonPage, Enrolment]:
    """The live lesson and the reader's own enrolment on its course; 404 without one."""
    lesson = get_object_or_404(LessonPage.objects.live(), uuid=uuid)
    enrolments = Enrolment.objects.visible_to(request.user)
    return lesson, get_object_or_404(enrolments, course__path=course_path(lesson.path))
