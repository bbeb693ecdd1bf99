"""Certificates for people who do not exist, issued as all others are: for synthetic data only."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from certificates.models import Credential
from certificates.services.awards import Award
from certificates.services.by_hand import newest_versions
from certificates.services.changes import revoke_credential
from certificates.services.issuing import MAX_BATCH, issue_credentials
from certificates.services.log import sign_head

# One in so many is revoked, up to a few: each signs the status list anew.
_REVOKED_EACH, _REVOKED_MOST = 50, 20
_NOTE = "Synthetic data."


def may_be_issued() -> bool:
    """Whether there is anything to issue yet."""
    return bool(newest_versions())


def simulate_credentials(people: Sequence[tuple[int, str]], *, now: datetime) -> Iterator[int]:
    """Issue one certificate to each of these people, (id, name), by the newest wording of the first achievement.

    They are signed, logged and given status bits; they owe PDFs, which the sweep prints, and no mails. Yields how
    many were issued after each batch, which is a transaction of its own; a few are revoked at the end.
    """
    version = newest_versions()[0]
    issued: list[Credential] = []
    for first in range(0, len(people), MAX_BATCH):
        awards = [
            Award(version, name, recipient_id=pk, note=_NOTE, validity_months=24)
            for pk, name in people[first : first + MAX_BATCH]
        ]
        made = issue_credentials(awards, actor_id=None, now=now)
        issued += made[::_REVOKED_EACH][: _REVOKED_MOST - len(issued)]
        yield len(made)
    for credential in issued if len(people) >= _REVOKED_EACH else ():
        revoke_credential(credential.pk, reason="error", private_text=_NOTE, actor_id=None, now=now)
    sign_head(now=now)
