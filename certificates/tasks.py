"""Nudges. The database says what is owed: credentials, PDFs, mails, fresh status lists, a signed head."""

from celery import shared_task
from django.utils import timezone

from certificates.services.due import due_attempts, issue_due_credential
from certificates.services.log import sign_head
from certificates.services.notices import pending_notices, send_notice
from certificates.services.pdfs import pending_pdfs, render_pdf
from certificates.services.status import sign_due_lists


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
def sign_status_lists() -> None:
    """Sign the status lists again, long before they expire."""
    sign_due_lists(now=timezone.now())


@shared_task(ignore_result=True)
def sign_checkpoint() -> None:
    """Sign the log's head, if anything was added."""
    sign_head(now=timezone.now())
