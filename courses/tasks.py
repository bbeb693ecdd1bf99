"""Work that a request does not wait for."""

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from courses.services.announcing import pending_mails, send_mail, spread_step, unspread
from courses.services.cohorts import due_enrolments, enrolment_step
from courses.services.enrolment_lists import due_lists, list_step
from courses.services.package_imports import due_imports, work_on_import
from courses.services.progress import record_due_completions


@shared_task(ignore_result=True)
def publish_scheduled() -> None:
    """Publish and expire what is due, as Wagtail does it. Safe to run twice."""
    call_command("publish_scheduled", verbosity=0)


@shared_task(ignore_result=True)
def record_completions_due(course_id: int) -> None:
    """Complete the course for those who had only a lesson left that is gone now. Safe to run twice."""
    record_due_completions(course_id=course_id, now=timezone.now())


@shared_task(ignore_result=True)
def sweep_desk() -> None:
    """Go on with every cohort, list, announcement, mail and package that waits, one task each."""
    for due_id in due_enrolments():
        enrol_cohort.delay(due_id)
    for list_id in due_lists():
        carry_out_list.delay(list_id)
    for announcement_id in unspread():
        spread_announcement.delay(announcement_id)
    for mail_id in pending_mails():
        send_one_mail.delay(mail_id)
    for import_id in due_imports():
        take_in_package.delay(import_id)


@shared_task(ignore_result=True)
def take_in_package(import_id: int) -> None:
    """Try a package, or write it whole. Safe to run twice, and at once."""
    work_on_import(import_id, now=timezone.now())


@shared_task(ignore_result=True)
def carry_out_list(list_id: int) -> None:
    """Add or invite the rest of a list in steps. Safe to run twice, and at once."""
    while list_step(list_id, now=timezone.now()):
        pass


@shared_task(ignore_result=True)
def enrol_cohort(due_id: int) -> None:
    """Enrol the rest of a cohort on a course in steps. Safe to run twice, and at once."""
    while enrolment_step(due_id, now=timezone.now()):
        pass


@shared_task(ignore_result=True)
def spread_announcement(announcement_id: int) -> None:
    """Owe everybody an announcement's mail, then send what is owed. Safe to run twice, and at once."""
    while spread_step(announcement_id, now=timezone.now()):
        pass
    for mail_id in pending_mails():
        send_one_mail.delay(mail_id)


@shared_task(ignore_result=True)
def send_one_mail(mail_id: int) -> None:
    """Send one mail. Sent twice, it goes once."""
    send_mail(mail_id, now=timezone.now())
