"""Refusals, disputes and reports: filed by people, answered by an officer, changing nothing by themselves."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.api import language_of, record_act
from certificates.models import Credential, CredentialCase
from certificates.services.changes import set_name_visibility

MAX_TEXT = 4_000
Kind = CredentialCase.Kind


class CaseRefused(Exception):
    """This cannot be filed or closed; the message is for the person."""


@transaction.atomic
def file_case(
    credential: Credential, *, kind: str, text: str, recipient_id: int, contact: str, now: datetime
) -> CredentialCase:
    """A recipient refuses or disputes a certificate of their own; one open case of a kind at a time.

    A refusal hides the name at once: the rest is the officer's. Raises CaseRefused.
    """
    # The row is locked so that two clicks find each other.
    mine = Credential.objects.select_for_update().filter(
        pk=credential.pk, recipient_id=recipient_id, erased_at=None
    )
    if not mine.exists() or kind not in {Kind.REFUSAL, Kind.DISPUTE}:
        raise CaseRefused(_("This certificate is not yours."))
    if not text.strip():
        raise CaseRefused(_("Say in a few words what is wrong, or why you do not want it."))
    open_one = CredentialCase.objects.filter(credential=credential, kind=kind, closed_at=None)
    if (found := open_one.filter(filed_by_id=recipient_id).first()) is not None:
        return found
    if kind == Kind.REFUSAL:
        set_name_visibility(credential.pk, hidden=True, recipient_id=recipient_id, now=now)
    return CredentialCase.objects.create(
        credential=credential,
        kind=kind,
        text=text.strip()[:MAX_TEXT],
        contact=contact,
        filed_by_id=recipient_id,
        filed_at=now,
    )


def report_credential(
    credential: Credential | None, *, text: str, contact: str, now: datetime
) -> CredentialCase:
    """Anyone reports a false or misused certificate, with an address for the answer or without one."""
    if not text.strip():
        raise CaseRefused(_("Say in a few words what you saw, and where."))
    return CredentialCase.objects.create(
        credential=credential, kind=Kind.REPORT, text=text.strip()[:MAX_TEXT], contact=contact, filed_at=now
    )


@transaction.atomic
def close_case(case_id: int, *, answer: str, actor_id: int, now: datetime) -> CredentialCase:
    """Close a case with an answer, which is owed by mail where somebody left an address.

    Raises CaseRefused for an empty answer, a closed case, an officer's own case, or one about their certificate.
    """
    case = CredentialCase.objects.select_for_update(of=("self",)).select_related("credential").get(pk=case_id)
    if case.closed_at is not None:
        raise CaseRefused(_("This case was closed already."))
    if case.filed_by_id == actor_id:
        raise CaseRefused(_("You filed this case: another officer answers it."))
    if case.credential is not None and case.credential.recipient_id == actor_id:
        raise CaseRefused(_("You hold this certificate: another officer answers it."))
    if not answer.strip():
        raise CaseRefused(_("Write the answer: whoever filed the case is told."))
    case.answer, case.closed_at, case.closed_by_id = answer.strip()[:MAX_TEXT], now, actor_id
    case.save(update_fields=["answer", "closed_at", "closed_by"])
    record_act("certificate.case_closed", by=actor_id, about=case, now=now)
    return case


def unanswered_cases(*, limit: int = 200) -> list[int]:
    """Closed cases whose answer is owed by mail, oldest first."""
    owed = CredentialCase.objects.filter(closed_at__isnull=False, answered_at=None).exclude(contact="")
    return list(owed.order_by("closed_at").values_list("pk", flat=True)[:limit])


@transaction.atomic
def send_answer(case_id: int, *, now: datetime) -> bool:
    """Send the answer of a closed case; False when another task was quicker.

    The row stays locked while the mail goes out: a failure leaves the answer owed.
    """
    case = (
        CredentialCase.objects.select_for_update(of=("self",))
        .select_related("filed_by")
        .filter(pk=case_id, closed_at__isnull=False, answered_at=None)
        .exclude(contact="")
        .first()
    )
    if case is None:
        return False
    with translation.override(language_of(case.filed_by)):
        subject = _("Our answer about a certificate")
        body = _("You wrote to us on %(date)s:\n\n%(text)s\n\nOur answer:\n\n%(answer)s\n") % {
            "date": f"{case.filed_at:%Y-%m-%d}",
            "text": case.text,
            "answer": case.answer,
        }
    EmailMessage(
        subject=subject,
        body=body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[case.contact],
        headers={"Message-ID": f"<case-{case.uuid}@{settings.SITE_HOST}>"},
    ).send()
    case.answered_at = now
    case.save(update_fields=["answered_at"])
    return True
