"""Nudges. The database says what is owed: credentials, PDFs, mails, fresh status lists, a signed head."""

import logging

from celery import shared_task
from django.utils import timezone

from certificates.services.anchoring import anchor_due_acts
from certificates.services.bulk import due_lists, issue_step
from certificates.services.case_news import tell_of_new_cases
from certificates.services.cases import send_answer, unanswered_cases
from certificates.services.due import due_attempts, issue_due_credential
from certificates.services.key_changes import log_first_keys
from certificates.services.log import sign_head
from certificates.services.notices import pending_notices, send_notice
from certificates.services.pdfs import pending_pdfs, render_pdf
from certificates.services.reminders import due_reminders, remind
from certificates.services.status import sign_due_lists

logger = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def sweep_due_credentials() -> None:
    """Issue whatever has been earned and was not issued yet, one small task each."""
    for attempt_id in due_attempts():
        issue_for_attempt.delay(attempt_id)


@shared_task(ignore_result=True)
def issue_for_attempt(attempt_id: int) -> None:
    """Issue what one attempt has earned. Safe to run twice."""
    issue_due_credential(attempt_id, now=timezone.now())


@shared_task(ignore_result=True)
def issue_for_candidate(candidate_id: int) -> None:
    """Issue what one person has earned, after a completion. Safe to run twice."""
    for attempt_id in due_attempts(candidate_id=candidate_id):
        issue_due_credential(attempt_id, now=timezone.now())


@shared_task(ignore_result=True)
def sweep_pending_pdfs() -> None:
    """Render every PDF that is owed, one small task each."""
    for credential_id in pending_pdfs():
        render_credential_pdf.delay(credential_id)


@shared_task(ignore_result=True)
def render_credential_pdf(credential_id: int) -> None:
    """Render one PDF. Safe to run twice."""
    render_pdf(credential_id, now=timezone.now())


@shared_task(ignore_result=True)
def sweep_pending_notices() -> None:
    """Send every mail that is owed, one small task each."""
    for notice_id in pending_notices():
        send_one_notice.delay(notice_id)


@shared_task(ignore_result=True)
def send_one_notice(notice_id: int) -> None:
    """Send one mail. Sent twice, it goes once."""
    send_notice(notice_id, now=timezone.now())


@shared_task(ignore_result=True)
def sweep_reminders() -> None:
    """Remind recipients whose certificate runs out, and tell those whose certificate has."""
    now = timezone.now()
    for credential_id, kind in due_reminders(now=now):
        remind(credential_id, kind, now=now)


@shared_task(ignore_result=True)
def sweep_case_answers() -> None:
    """Send every answer that is owed; one that cannot be sent hinders no other."""
    for case_id in unanswered_cases():
        try:
            send_answer(case_id, now=timezone.now())
        except OSError:
            logger.warning("An answer could not be sent; the next sweep tries again.")


@shared_task(ignore_result=True)
def sweep_new_cases() -> None:
    """Tell officers of the cases that came in, in one mail. Safe to run twice."""
    tell_of_new_cases(now=timezone.now())


@shared_task(ignore_result=True)
def sweep_bulk_issues() -> None:
    """Go on with every list of awards that was started, one small task each."""
    for bulk_id in due_lists():
        issue_list.delay(bulk_id)


@shared_task(ignore_result=True)
def issue_list(bulk_id: int) -> None:
    """Issue the rest of a list in steps. Safe to run twice, and at once."""
    while issue_step(bulk_id, now=timezone.now()):
        pass


@shared_task(ignore_result=True)
def sign_status_lists() -> None:
    """Sign the status lists again, long before they expire."""
    sign_due_lists(now=timezone.now())


@shared_task(ignore_result=True)
def sign_checkpoint() -> None:
    """Sign the log's head, if anything was added; the first head covers the first set of keys as well."""
    now = timezone.now()
    log_first_keys(now=now)
    sign_head(now=now)


@shared_task(ignore_result=True)
def sweep_acts() -> None:
    """Put the end of the staff's audit trail into the log, once a day."""
    anchor_due_acts(now=timezone.now())
