"""What a course page takes from the apps below and above it; the same for every reader, so cached."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from courses.models import CoursePage
from courses.ports import course_panels
from courses.services.announcing import Told, announcements_for
from courses.services.course_facts import CourseFacts, read_course_facts
from courses.services.reading import Reading
from website.local_cache import local_cache

register = template.Library()

# Assessments and panels belong to other apps, which do not tell us when they change.
_KEEP = 60


@register.simple_tag(takes_context=True)
def facts_of(context: dict[str, Any], course: CoursePage) -> CourseFacts:
    """The course's outcomes, assessments and prerequisites; a preview's are its own."""
    if getattr(context.get("request"), "is_preview", False):
        return read_course_facts(course)
    key = f"courses:facts:{course.pk}:{course.live_revision_id}"
    facts: CourseFacts | None = local_cache.get(key)
    if facts is None:
        if course.get_deferred_fields():
            course = CoursePage.objects.get(pk=course.pk)
        facts = read_course_facts(course)
        local_cache.set(key, facts, _KEEP)
    return facts


@register.simple_tag
def announcements_of(page: CoursePage, reading: Reading, user_id: int | None) -> list[Told]:
    """What this learner is told on the course's page; nothing for visitors and in previews."""
    if reading.study.enrolment_id is None or user_id is None:
        return []
    return announcements_for(user_id=user_id, course_id=page.pk, now=timezone.now())


@register.simple_tag
def course_panels_of(course: CoursePage) -> list[SafeString]:
    """The panels that other apps add to the aside."""
    key = f"courses:panels:{course.pk}:{get_language()}"
    panels: list[str] | None = local_cache.get(key)
    if panels is None:
        panels = [str(html) for panel in course_panels() if (html := panel(course.pk))]
        local_cache.set(key, panels, _KEEP)
    return [mark_safe(html) for html in panels]  # noqa: S308 - panels give safe strings
