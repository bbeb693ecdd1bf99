"""Mails to recipients: owed as rows, claimed before they go out, at most one for each event."""

from datetime import datetime
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.api import language_of
from certificates import faults
from certificates.models import Credential, CredentialEvent, CredentialNotice
from certificates.services.issuer import identity

MAX_TRIES = 20
# What has a mail of its own; everything else is told by one.
_TEMPLATES = {"issued": "issued", "revoked": "revoked", "erased": "erased"}
# The server's own words that it did not take the mail.
_REFUSALS = (SMTPResponseException, SMTPRecipientsRefused)


def send_notice(notice_id: int, *, now: datetime) -> bool:
    """Send one owed mail; False when it was claimed by somebody else, or could not be handed over.

    The claim is committed before the mail goes out: a worker that dies in between, or a connection that
    breaks while the mail is handed over, leaves the notice unconfirmed, and it is not sent again by
    itself. A server that cannot be reached, or that says no, puts it back.
    """
    notice = _with_its_credential().filter(pk=notice_id, state=CredentialNotice.State.PENDING).first()
    if notice is None:
        return False
    # Built before the claim: what fails here has certainly not been sent.
    connection = get_connection()
    mail = message(notice, connection=connection)
    try:
        connection.open()
    except OSError as error:
        _owe_again(notice, CredentialNotice.State.PENDING, error)
        return False
    with transaction.atomic(durable=True):
        claimed = CredentialNotice.objects.filter(pk=notice_id, state=CredentialNotice.State.PENDING).update(
            state=CredentialNotice.State.SENDING, claimed_at=now
        )
    if not claimed:
        connection.close()
        return False
    faults.point("notice:claimed")
    try:
        mail.send()
    except _REFUSALS as error:
        _owe_again(notice, CredentialNotice.State.SENDING, error)
        return False
    except OSError as error:
        # The server may have taken it before the connection broke: nobody knows, so it stays claimed.
        CredentialNotice.objects.filter(pk=notice_id).update(problem=str(error)[:200])
        return False
    finally:
        connection.close()
    faults.point("notice:sent")
    # The last mail of an erased credential: nothing keeps the address any longer.
    address = "" if notice.event.event == CredentialEvent.Kind.ERASED else notice.address
    CredentialNotice.objects.filter(pk=notice_id).update(
        state=CredentialNotice.State.SENT, sent_at=now, problem="", address=address
    )
    return True


def _owe_again(notice: CredentialNotice, held: str, error: OSError) -> None:
    # Only from the state that this worker holds it in: another's claim is not ours to take back.
    CredentialNotice.objects.filter(pk=notice.pk, state=held).update(
        state=CredentialNotice.State.PENDING, tries=F("tries") + 1, problem=str(error)[:200]
    )


def _with_its_credential() -> QuerySet[CredentialNotice]:
    return CredentialNotice.objects.select_related(
        "event__credential__achievement_version__achievement", "event__credential__recipient"
    )


def message(
    notice: CredentialNotice, *, connection: BaseEmailBackend | None = None
) -> EmailMultiAlternatives:
    """The mail of a notice, in words and in the design, in the language of the recipient's profile."""
    credential = notice.event.credential
    with translation.override(language_of(credential.recipient)):
        return _message(notice, credential, connection=connection)


def _message(
    notice: CredentialNotice, credential: Credential, *, connection: BaseEmailBackend | None
) -> EmailMultiAlternatives:
    origin = identity().origin
    context = {
        "credential": credential,
        "version": credential.achievement_version,
        "event": notice.event,
        "cause": _cause(credential),
        "signup": f"{origin}{reverse('account_signup')}",
        "successor": credential.replacements.order_by("-pk").first(),
        "page": f"{origin}/credentials/{credential.uuid}",
        "verify": f"{origin}/verify/{credential.code}/",
    }
    name = f"certificates/mail/{_TEMPLATES.get(notice.event.event, 'changed')}"
    mail = EmailMultiAlternatives(
        subject=render_to_string(f"{name}_subject.txt", context).strip(),
        body=render_to_string(f"{name}.txt", context),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[notice.address],
        connection=connection,
        headers={"Message-ID": f"<notice-{notice.pk}-{credential.uuid}@{settings.SITE_HOST}>"},
    )
    mail.attach_alternative(render_to_string(f"{name}.html", context), "text/html")
    return mail


def _cause(credential: Credential) -> str:
    """Why a credential was issued, for its mail."""
    if credential.replaces_id is not None:
        renewed = CredentialEvent.objects.filter(
            credential=credential.replaces_id, event=CredentialEvent.Kind.RENEWED
        )
        if not renewed.exists():
            return "correction"
        return "renewal by passing" if credential.attempt_id is not None else "renewal by an officer"
    return "examination" if credential.basis else "officer"


def pending_notices(*, limit: int = 200) -> list[int]:
    """The notices that are owed, oldest first; one that a mail server keeps refusing is left to an officer."""
    pending = CredentialNotice.objects.filter(state=CredentialNotice.State.PENDING, tries__lt=MAX_TRIES)
    return list(pending.order_by("pk").values_list("pk", flat=True)[:limit])
