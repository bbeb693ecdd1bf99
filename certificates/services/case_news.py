"""Telling officers that cases wait: one mail about all that are new, with links and nothing of what was written."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.api import staff_with
from certificates.models import CredentialCase
from certificates.services.issuer import issuer_origin

logger = logging.getLogger(__name__)

# Who may answer a case.
_MAY_ANSWER = "certificates.change_credential"
_MOST = 200
_LISTED = 20


def tell_of_new_cases(*, now: datetime) -> int:
    """Mail whoever may answer cases about each open one that nobody was told of; how many those were.

    The claim is committed before the mails go out, so that a case is told of once or, should the connection
    break meanwhile, by the desk alone. Where nobody may answer, or the server cannot be reached, it stays owed.
    """
    due = CredentialCase.objects.filter(told_at=None, closed_at=None).order_by("filed_at", "pk")
    waiting = list(due[:_MOST])
    officers = staff_with(_MAY_ANSWER) if waiting else []
    if not officers:
        return 0
    connection = get_connection()
    try:
        connection.open()
    except OSError as error:
        logger.warning("The mail server cannot be reached: %s. Officers are told of new cases later.", error)
        return 0
    with transaction.atomic(durable=True):
        # One by one and only where nobody was quicker: two workers never claim the same.
        new = [case for case in waiting if due.filter(pk=case.pk).order_by().update(told_at=now)]
    try:
        for address in officers if new else []:
            _send(new, address, connection)
    finally:
        connection.close()
    return len(new)


def _send(cases: Sequence[CredentialCase], address: str, connection: BaseEmailBackend) -> None:
    mail = EmailMessage(
        subject=ngettext(
            "%(count)s new case about certificates", "%(count)s new cases about certificates", len(cases)
        )
        % {"count": len(cases)},
        body=_body(cases),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[address],
        connection=connection,
    )
    try:
        mail.send()
    except OSError as error:
        # One address that is refused keeps nobody else from being told.
        logger.warning("An officer could not be told of new cases: %s", error)


def _body(cases: Sequence[CredentialCase]) -> str:
    origin = issuer_origin()
    lines = [
        f"{case.get_kind_display()}:\n{origin}{reverse('desk:case', args=[case.uuid])}"
        for case in cases[:_LISTED]
    ]
    if len(cases) > _LISTED:
        lines.append(f"{_('All of them:')}\n{origin}{reverse('desk:cases')}")
    ending = _(
        "What was written, and about whom, is on the desk alone. You get this because you may answer cases."
    )
    return "\n\n".join([*lines, ending]) + "\n"
