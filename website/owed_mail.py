"""Handing over a mail that a row says is owed: claimed before it goes out, at most once."""

from collections.abc import Callable
from datetime import datetime
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

MAX_TRIES = 20
# The server's own words that it did not take the mail.
_REFUSALS = (SMTPResponseException, SMTPRecipientsRefused)


class OwedMail(models.Model):
    """A mail that is owed; at most one is sent. `sending` is committed before it goes out."""

    class State(models.TextChoices):
        PENDING = "pending", _("Pending")
        SENDING = "sending", _("Sending, or unconfirmed")
        SENT = "sent", _("Sent")

    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"


_State = OwedMail.State


def hand_over(
    owed: models.Model, message: Callable[[BaseEmailBackend], EmailMessage], *, now: datetime
) -> bool:
    """Send a pending mail; False when somebody else claimed it, or it could not be handed over.

    `owed` is a row with the fields of OwedMail. A worker that dies after the claim leaves the mail unconfirmed: it is
    not sent again by itself.
    """
    rows = type(owed)._default_manager.filter(pk=owed.pk)
    # Built before the claim: what fails here has certainly not been sent.
    connection = get_connection()
    mail = message(connection)
    try:
        connection.open()
    except OSError as error:
        _owe_again(rows, _State.PENDING, error)
        return False
    try:
        if not rows.filter(state=_State.PENDING).update(state=_State.SENDING, claimed_at=now):
            return False
        mail.send()
    except _REFUSALS as error:
        _owe_again(rows, _State.SENDING, error)
        return False
    except OSError as error:
        # The server may have taken it before the connection broke: nobody knows, so it stays claimed.
        rows.update(problem=str(error)[:200])
        return False
    finally:
        connection.close()
    rows.update(state=_State.SENT, sent_at=now, problem="")
    return True


def _owe_again(rows: Any, held: str, error: OSError) -> None:
    rows.filter(state=held).update(state=_State.PENDING, tries=F("tries") + 1, problem=str(error)[:200])


def pending(kind: type[models.Model], *, limit: int = 200) -> list[int]:
    """The mails of a kind that are owed, oldest first; one that a server keeps refusing is left alone."""
    rows = kind._default_manager.filter(state=_State.PENDING, tries__lt=MAX_TRIES)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:limit])
