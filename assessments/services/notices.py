"""The mail after a decision: owed as a row, claimed before it goes out, at most one for each decision."""

from datetime import datetime
from functools import partial
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Model
from django.template.loader import render_to_string
from django.urls import reverse

from assessments.models import CandidateNotice
from assessments.signals import notice_owed

MAX_TRIES = 20
_State = CandidateNotice.State
# The server's own words that it did not take the mail.
_REFUSALS = (SMTPResponseException, SMTPRecipientsRefused)


def send_notice(notice_id: int, *, now: datetime) -> bool:
    """Send one owed mail; False when it was claimed by somebody else, or could not be handed over.

    A worker that dies after the claim leaves the mail unconfirmed: it is not sent again by itself.
    """
    notice = (
        CandidateNotice.objects.select_related(
            "accommodation__person", "appeal_event__appeal__attempt__candidate", "outcome__attempt__candidate"
        )
        .filter(pk=notice_id, state=_State.PENDING)
        .first()
    )
    if notice is None:
        return False
    # Built before the claim: what fails here has certainly not been sent.
    connection = get_connection()
    mail = _message(notice, connection)
    try:
        connection.open()
    except OSError as error:
        _owe_again(notice, _State.PENDING, error)
        return False
    try:
        claimed = CandidateNotice.objects.filter(pk=notice.pk, state=_State.PENDING).update(
            state=_State.SENDING, claimed_at=now
        )
        if not claimed:
            return False
        mail.send()
    except _REFUSALS as error:
        _owe_again(notice, _State.SENDING, error)
        return False
    except OSError as error:
        # The server may have taken it before the connection broke: nobody knows, so it stays claimed.
        CandidateNotice.objects.filter(pk=notice.pk).update(problem=str(error)[:200])
        return False
    finally:
        connection.close()
    CandidateNotice.objects.filter(pk=notice.pk).update(state=_State.SENT, sent_at=now, problem="")
    return True


def _owe_again(notice: CandidateNotice, held: str, error: OSError) -> None:
    CandidateNotice.objects.filter(pk=notice.pk, state=held).update(
        state=_State.PENDING, tries=F("tries") + 1, problem=str(error)[:200]
    )


def _message(notice: CandidateNotice, connection: BaseEmailBackend) -> EmailMessage:
    # What was decided stays behind the sign-in: mail is read by others too.
    person = notice.person
    context = {"person": person, "page": settings.SITE_URL + _page(notice)}
    name = "assessments/mail/news"
    return EmailMessage(
        subject=render_to_string(f"{name}_subject.txt", context).strip(),
        body=render_to_string(f"{name}.txt", context),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[person.email],
        connection=connection,
        headers={"Message-ID": f"<candidate-{notice.pk}@{settings.SITE_HOST}>"},
    )


def _page(notice: CandidateNotice) -> str:
    """Where its person reads what was decided."""
    if notice.appeal_event is not None:
        return reverse("assessments:attempt_appeal", args=[notice.appeal_event.appeal.attempt.uuid])
    if notice.outcome is not None:
        return reverse("assessments:attempt_outcome", args=[notice.outcome.attempt.uuid])
    return reverse("assessments:accommodations")


def owe_notice(**cause: Model) -> CandidateNotice:
    """Owe one mail in the caller's transaction, and nudge for it after commit. A sweep finds what was missed."""
    notice = CandidateNotice.objects.create(**cause)
    transaction.on_commit(partial(notice_owed.send_robust, sender=CandidateNotice, notice_id=notice.pk))
    return notice


def pending_notices(*, limit: int = 200) -> list[int]:
    """The decisions whose mail is owed, oldest first; one that a server keeps refusing is left alone."""
    pending = CandidateNotice.objects.filter(state=_State.PENDING, tries__lt=MAX_TRIES)
    return list(pending.order_by("pk").values_list("pk", flat=True)[:limit])
