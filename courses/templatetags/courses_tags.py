"""What the pages of a course show, from their readings."""

from collections.abc import Sequence
from dataclasses import dataclass

# Not Django's, which looks at each call for lazy texts: an outline escapes a hundred plain ones.
from html import escape
from typing import Any

from django import template
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from courses.models import CourseLevel, CoursePage, GlossaryPage, LessonPage
from courses.services.catalogue import Listing, list_courses, topic_title
from courses.services.glossaries import Term, link_terms, terms_in_order
from courses.services.outlines import OutlineModule, course_id_of
from courses.services.reading import Reading, read_page
from courses.services.trials import Trial, read_trial
from website.templatetags.website_tags import drawing, icon

register = template.Library()

_PER_PAGE = 24


@dataclass(frozen=True)
class ListPage:
    """A page of courses and the address of the pages beside it."""

    part: Page[CoursePage]
    query: QueryDict

    @property
    def object_list(self) -> Sequence[CoursePage]:
        return list(self.part.object_list)

    @property
    def has_other_pages(self) -> bool:
        return self.part.has_other_pages()

    @property
    def previous_address(self) -> str:
        return self._address(self.part.previous_page_number()) if self.part.has_previous() else ""

    @property
    def next_address(self) -> str:
        return self._address(self.part.next_page_number()) if self.part.has_next() else ""

    def _address(self, number: int) -> str:
        query = self.query.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def reading_of(context: dict[str, Any], page: Any) -> Reading:
    """The reading that the gate left on the request; previews, which pass no gate, get a trial learner's.

    A page that was never saved has no place in a course yet: its preview gets a visitor's.
    """
    request = context.get("request")
    reading = getattr(request, "reading", None)
    if reading is None and page.pk and page.path and getattr(request, "is_preview", False):
        course_id = course_id_of(page)
        reading = read_trial(page, trial=Trial(course_id)) if course_id is not None else None
    if reading is None:
        lesson_id = page.pk if isinstance(page, LessonPage) else None
        reading = read_page(page, user_id=None, lesson_id=lesson_id)
    return reading


@register.simple_tag
def done_address(reading: Reading, page: Any) -> str:
    """Where Done is pressed; a trial's is kept by nobody."""
    if reading.study.is_trial:
        return reverse("course_desk:study_done", args=[page.pk])
    return reverse("courses:lesson_done", args=[page.uuid])


@register.simple_tag
def check_address(reading: Reading, page: Any, item_id: int) -> str:
    """Where a knowledge check is answered; a trial's answer is kept by nobody."""
    if reading.study.is_trial:
        return reverse("course_desk:study_check", args=[page.pk, item_id])
    return reverse("courses:lesson_check", args=[page.uuid, item_id])


@register.simple_tag
def resume_address(reading: Reading, page: Any) -> str:
    """Where a learner goes on."""
    if reading.study.is_trial and reading.next_lesson is not None:
        return reading.next_lesson.path
    return reverse("courses:resume", args=[page.uuid])


@register.simple_tag(takes_context=True)
def listing_of(context: dict[str, Any]) -> Listing:
    """The courses that the address asks for."""
    request: HttpRequest = context["request"]
    return list_courses(
        words=request.GET.get("q", ""),
        topic=request.GET.get("topic", ""),
        level=request.GET.get("level", ""),
    )


@register.simple_tag
def course_levels() -> list[tuple[str, str]]:
    """Every level with its name."""
    return [(value, str(title)) for value, title in CourseLevel.choices]


@register.simple_tag
def level_mark(level: str) -> SafeString:
    """The level's punch, inline."""
    numbers = {value: number for number, value in enumerate(CourseLevel.values, 1)}
    return drawing(f"punch-level-{numbers[level]}") if level in numbers else SafeString("")


@register.simple_tag
def module_in(reading: Reading, page: Any) -> OutlineModule | None:
    """The outline's entry of a module page; None in a preview of what is not published."""
    modules = reading.outline.modules if reading.outline else ()
    return next((module for module in modules if module.pk == page.pk), None)


@register.simple_tag(takes_context=True)
def page_of(context: dict[str, Any], courses: Sequence[CoursePage]) -> ListPage:
    """One page of a long list, with the addresses of its neighbours, which keep search and filters."""
    request: HttpRequest = context["request"]
    part = Paginator(courses, _PER_PAGE).get_page(request.GET.get("page"))
    return ListPage(part, request.GET)


@register.filter
def as_topic(slug: str) -> str:
    """A topic's slug as words."""
    return topic_title(slug)


@register.filter
def as_hours(minutes: int) -> str:
    """Minutes of study as people say them."""
    if minutes < 60:
        return _("%(minutes)s min") % {"minutes": minutes}
    half_hours = round(minutes / 30)
    hours = f"{half_hours // 2}½" if half_hours % 2 else str(half_hours // 2)
    return _("%(hours)s h") % {"hours": hours}


@register.filter
def with_terms(html: str, reading: Reading) -> SafeString:
    """A rendered text whose links to terms lead to the course's glossary."""
    return mark_safe(link_terms(html, reading.outline))  # noqa: S308 - only the target of our own links changes


@register.simple_tag
def glossary_terms(page: GlossaryPage) -> list[Term]:
    """The terms of a glossary page, which may be a preview, in the order of the alphabet."""
    return terms_in_order(page)


@register.simple_tag
def outline(reading: Reading) -> SafeString:
    """The outline of the course with the reader's marks; joined by hand, as it is on every lesson."""
    if reading.outline is None:
        return SafeString("")
    done = escape(_("Done: "))
    seen = (
        f'<li class="seen"><a href="%s">{icon("check")}<span><span class="vh">{done}</span>%s</span></a></li>'
    )
    todo = f'<li><a href="%s">{icon("circle")}<span>%s</span></a></li>'
    here = f'<li class="here"><a href="%s" aria-current="page">{icon("circle-dot")}<span>%s</span></a></li>'
    parts = ["<ol>"]
    for module in reading.outline.modules:
        parts.append(f"<li><b>{module.number}. {escape(module.title)}</b><ol>")
        for lesson in module.lessons:
            if lesson.pk == reading.lesson_id:
                pattern = here
            else:
                pattern = seen if lesson.pk in reading.study.completed else todo
            parts.append(pattern % (escape(lesson.path), f"{lesson.number} {escape(lesson.title)}"))
        parts.append("</ol></li>")
    if reading.outline.glossary is not None:
        glossary = reading.outline.glossary
        parts.append(
            f'<li><a href="{escape(glossary.path)}">{icon("list")}<span>{escape(glossary.title)}</span></a></li>'
        )
    parts.append("</ol>")
    return mark_safe("".join(parts))  # noqa: S308 - every text is escaped above
