"""Work that a request does not wait for."""

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from courses.services.progress import record_due_completions


@shared_task(ignore_result=True)
def publish_scheduled() -> None:
    """Publish and expire what is due, as Wagtail does it. Safe to run twice."""
    call_command("publish_scheduled", verbosity=0)


@shared_task(ignore_result=True)
def record_completions_due(course_id: int) -> None:
    """Complete the course for those who had only a lesson left that is gone now. Safe to run twice."""
    record_due_completions(course_id=course_id, now=timezone.now())
