"""The mail after a decision: owed as a row, claimed before it goes out, at most one for each decision."""

from datetime import datetime
from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Model
from django.template.loader import render_to_string
from django.urls import reverse

from assessments.models import CandidateNotice
from assessments.signals import notice_owed
from website.owed_mail import hand_over


def send_notice(notice_id: int, *, now: datetime) -> bool:
    """Send one owed mail; False when it was claimed by somebody else, or could not be handed over."""
    notice = (
        CandidateNotice.objects.select_related(
            "accommodation__person", "appeal_event__appeal__attempt__candidate", "outcome__attempt__candidate"
        )
        .filter(pk=notice_id, state=CandidateNotice.State.PENDING)
        .first()
    )
    if notice is None:
        return False
    return hand_over(notice, partial(_message, notice), now=now)


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
