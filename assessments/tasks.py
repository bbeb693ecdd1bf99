"""Nudges. The database says which attempts are overdue."""

from celery import shared_task
from django.utils import timezone

from assessments.models import Assessment, Attempt, CandidateNotice, ReviewerNotice
from assessments.services.cut_studies import apply_due_cuts
from assessments.services.import_reading import read_import
from assessments.services.importing import due_imports, import_step
from assessments.services.item_life import count_exposures
from assessments.services.item_likeness import compare_some
from assessments.services.item_results import keep_figures_of
from assessments.services.item_submission import send_digest
from assessments.services.marking import ensure_tasks
from assessments.services.marking_tasks import attempts_without_tasks
from assessments.services.notices import send_notice
from assessments.services.outcomes import expire_attempt
from assessments.services.preparing import top_up_forms
from assessments.services.remarking import carry_out_remark, unfinished_remarks
from assessments.services.tallying import assessments_to_count, count_assessment
from assessments.services.uploads import remove_unnamed_files
from website.owed_mail import pending

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
    """Send every mail that is owed after a decision or of items that wait, one small task each."""
    for notice_id in pending(CandidateNotice):
        send_one_notice.delay(notice_id)
    for notice_id in pending(ReviewerNotice):
        tell_one_reviewer.delay(notice_id)


@shared_task(ignore_result=True)
def send_one_notice(notice_id: int) -> None:
    """Send one mail. Sent twice, it goes once."""
    send_notice(notice_id, now=timezone.now())


@shared_task(ignore_result=True)
def tell_one_reviewer(notice_id: int) -> None:
    """Send one person one mail of all the items that wait for them. Sent twice, it goes once."""
    send_digest(notice_id, now=timezone.now())


@shared_task(ignore_result=True)
def sweep_exposures() -> None:
    """Count in how many forms each item has stood."""
    count_exposures()


@shared_task(ignore_result=True)
def sweep_likeness() -> None:
    """Compare items whose wording is new with the rest of their bank."""
    compare_some()


@shared_task(ignore_result=True)
def sweep_marking() -> None:
    """Bring answers that wait for a marker, and are in no queue, into it."""
    for attempt_id in attempts_without_tasks():
        ensure_tasks(attempt_id, now=timezone.now())


@shared_task(ignore_result=True)
def sweep_cuts() -> None:
    """Let adopted cut scores hold from their day on."""
    apply_due_cuts(now=timezone.now())


@shared_task(ignore_result=True)
def sweep_unnamed_files() -> None:
    """Remove files that no answer ever named."""
    remove_unnamed_files(now=timezone.now())


@shared_task(ignore_result=True)
def sweep_prepared_forms() -> None:
    """Draw forms ahead where an assessment asks for them and has too few."""
    for assessment in Assessment.objects.active().filter(forms_ahead__gt=0):
        top_up_forms(assessment)


@shared_task(ignore_result=True)
def sweep_imports() -> None:
    """Go on with every file that waits to be read and every import that was started, one task each."""
    for batch_id in due_imports(now=timezone.now()):
        take_in_items.delay(batch_id)


@shared_task(ignore_result=True)
def take_in_items(batch_id: int) -> None:
    """Read the file of an import, or make the rest of its drafts, in steps. Safe to run twice, and at once."""
    read_import(batch_id, now=timezone.now())
    while import_step(batch_id, now=timezone.now()):
        pass


@shared_task(ignore_result=True)
def sweep_tallies() -> None:
    """Find assessments with outcomes that statistics do not know yet, one task each."""
    for assessment_id in assessments_to_count():
        count_one_assessment.delay(assessment_id)


@shared_task(ignore_result=True)
def sweep_all_tallies() -> None:
    """The same among all outcomes: an old one may have been committed after newer ones were counted."""
    for assessment_id in assessments_to_count(everything=True):
        count_one_assessment.delay(assessment_id)


@shared_task(ignore_result=True)
def count_one_assessment(assessment_id: int) -> None:
    """Count what came or changed since, and keep beside each item what it did. Safe to run twice."""
    if count_assessment(assessment_id, now=timezone.now()):
        keep_figures_of(Assessment.objects.get(pk=assessment_id))
