"""What certificates does when others act: it nudges. The sweeps find whatever a nudge missed."""

import logging
from collections.abc import Callable
from typing import Any

from kombu.exceptions import OperationalError

from certificates import faults
from certificates.models import CredentialNotice
from certificates.services.claiming import claim_credentials
from certificates.tasks import (
    issue_for_attempt,
    issue_for_candidate,
    issue_list,
    render_credential_pdf,
    send_one_notice,
)

logger = logging.getLogger(__name__)


def _nudge(send: Callable[[int], Any], number: int) -> None:
    """A broker that is away delays an effect until the next sweep; it never breaks what was committed."""
    try:
        send(number)
    except (OperationalError, OSError):
        logger.warning("The broker does not answer; a sweep will find what is due.")


def on_outcome_recorded(attempt_id: int, **kwargs: Any) -> None:
    """A submission may have earned a credential; so may a mark by hand, or a decision, long after it."""
    _nudge(issue_for_attempt.delay, attempt_id)


def on_course_completed(user_id: int, **kwargs: Any) -> None:
    """A completed course may be what a passed examination was waiting for."""
    _nudge(issue_for_candidate.delay, user_id)


def on_credential_issued(credential_id: int, *, is_batch: bool = False, **kwargs: Any) -> None:
    """An issued credential owes a PDF and a mail. Those of a batch are left to the sweeps."""
    faults.point("issue:committed")
    if is_batch:
        return
    _nudge(render_credential_pdf.delay, credential_id)
    owed = CredentialNotice.objects.filter(
        event__credential_id=credential_id, state=CredentialNotice.State.PENDING
    )
    for notice_id in owed.values_list("pk", flat=True):
        _nudge(send_one_notice.delay, notice_id)


def on_credential_changed(event_id: int, **kwargs: Any) -> None:
    """A changed credential owes a mail."""
    for notice_id in CredentialNotice.objects.filter(event_id=event_id).values_list("pk", flat=True):
        _nudge(send_one_notice.delay, notice_id)


def on_email_confirmed(*, email_address: Any, **kwargs: Any) -> None:
    """Whoever has shown that an address is theirs holds what was issued to it."""
    claim_credentials(email_address.user_id, email_address.email)


def on_list_started(bulk_id: int, **kwargs: Any) -> None:
    """A list that was started is issued now, not at the next sweep."""
    _nudge(issue_list.delay, bulk_id)
