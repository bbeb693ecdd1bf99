"""Mails to recipients: owed as rows, claimed before they go out, at most one for each event."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from certificates import faults
from certificates.models import CredentialNotice
from certificates.services.issuer import identity

MAX_TRIES = 20


def send_notice(notice_id: int, *, now: datetime) -> bool:
    """Send one owed mail; False when it was claimed by somebody else, or could not be handed over.

    The claim is committed before the mail goes out: a worker that dies in between leaves the notice
    unconfirmed, and it is not sent again by itself. A mail server that refuses puts it back.
    """
    claimed = CredentialNotice.objects.filter(pk=notice_id, state=CredentialNotice.State.PENDING).update(
        state=CredentialNotice.State.SENDING, claimed_at=now
    )
    if not claimed:
        return False
    faults.point("notice:claimed")
    notice = CredentialNotice.objects.select_related(
        "event__credential__achievement_version__achievement", "event__credential__pdf"
    ).get(pk=notice_id)
    try:
        message(notice).send()
    except OSError as error:
        notice.state = CredentialNotice.State.PENDING
        notice.tries += 1
        notice.problem = str(error)[:200]
        notice.save(update_fields=["state", "tries", "problem"])
        return False
    faults.point("notice:sent")
    notice.state, notice.sent_at, notice.problem = CredentialNotice.State.SENT, now, ""
    notice.save(update_fields=["state", "sent_at", "problem"])
    return True


def message(notice: CredentialNotice) -> EmailMultiAlternatives:
    """The mail of a notice, in words and in the design."""
    credential = notice.event.credential
    origin = identity().origin
    context = {
        "credential": credential,
        "version": credential.achievement_version,
        "event": notice.event,
        "page": f"{origin}/credentials/{credential.uuid}",
        "verify": f"{origin}/verify/{credential.code}/",
    }
    name = f"certificates/mail/{notice.event.event}"
    mail = EmailMultiAlternatives(
        subject=render_to_string(f"{name}_subject.txt", context).strip(),
        body=render_to_string(f"{name}.txt", context),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[notice.address],
        headers={"Message-ID": f"<notice-{notice.pk}-{credential.uuid}@{settings.SITE_HOST}>"},
    )
    mail.attach_alternative(render_to_string(f"{name}.html", context), "text/html")
    return mail


def pending_notices(*, limit: int = 200) -> list[int]:
    """The notices that are owed, oldest first; one that a mail server keeps refusing is left to an officer."""
    pending = CredentialNotice.objects.filter(state=CredentialNotice.State.PENDING, tries__lt=MAX_TRIES)
    return list(pending.order_by("pk").values_list("pk", flat=True)[:limit])
