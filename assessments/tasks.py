"""Nudges. The database says which attempts are overdue."""

from celery import shared_task
from django.utils import timezone

from assessments.models import Assessment, Attempt
from assessments.services.item_life import count_exposures
from assessments.services.notices import pending_notices, send_notice
from assessments.services.outcomes import expire_attempt
from assessments.services.preparing import top_up_forms
from assessments.services.remarking import carry_out_remark, unfinished_remarks
from assessments.services.uploads import remove_unnamed_files

SWEEP_LIMIT = 1000


@shared_task(ignore_result=True)
def sweep_overdue_attempts() -> None:
    """Find the attempts whose time has run out, and send one small task for each."""
    overdue = Attempt.objects.overdue(now=timezone.now()).order_by("deadline")
    for attempt_id in overdue.values_list("pk", flat=True)[:SWEEP_LIMIT]:
        submit_overdue_attempt.delay(attempt_id)


@shared_task(ignore_result=True)
def submit_overdue_attempt(attempt_id: int) -> None:
    """Submit one attempt whose time ran out. Safe to run twice."""
    expire_attempt(attempt_id, now=timezone.now())


@shared_task(ignore_result=True)
def sweep_remarks() -> None:
    """Carry out what was decided and not finished, one task each."""
    for remark_id in unfinished_remarks():
        carry_out_one_remark.delay(remark_id)


@shared_task(ignore_result=True)
def carry_out_one_remark(remark_id: int) -> None:
    """Mark the attempts of one re-mark again. Safe to run twice."""
    carry_out_remark(remark_id, now=timezone.now())


@shared_task(ignore_result=True)
def sweep_notices() -> None:
    """Send every mail that is owed after a decision, one small task each."""
    for notice_id in pending_notices():
        send_one_notice.delay(notice_id)


@shared_task(ignore_result=True)
def send_one_notice(notice_id: int) -> None:
    """Send one mail. Sent twice, it goes once."""
    send_notice(notice_id, now=timezone.now())


@shared_task(ignore_result=True)
def sweep_exposures() -> None:
    """Count in how many forms each item has stood."""
    count_exposures()


@shared_task(ignore_result=True)
def sweep_unnamed_files() -> None:
    """Remove files that no answer ever named."""
    remove_unnamed_files(now=timezone.now())


@shared_task(ignore_result=True)
def sweep_prepared_forms() -> None:
    """Draw forms ahead where an assessment asks for them and has too few."""
    for assessment in Assessment.objects.active().filter(forms_ahead__gt=0):
        top_up_forms(assessment)
