"""Whether what the register tells is what was signed and logged: one rule for a page and for a list of a thousand."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import cached_property

from certificates.credentials import Claims, State, differing, signed_claims, stamp
from certificates.models import Credential
from certificates.services.awards import evidence_of
from certificates.transparency import LogEvent, commitment, commitment_to, leaf_of

# States in which somebody decided something, on a day and for a reason.
DECIDED = {State.REVOKED, State.SUPERSEDED, State.SUSPENDED}


@dataclass(frozen=True)
class Stored:
    """What is stored of a certificate, as far as it must fit together.

    `key` is when the signing key was made, retired and compromised; `leaf` the time and the data of its entry
    in the log, None where there is none; `salt` what opens that entry.
    """

    document: bytes
    digest: str
    claims: Claims
    awarded_at: datetime
    key: tuple[datetime, datetime | None, datetime | None]
    leaf: tuple[datetime, bytes] | None
    salt: bytes

    @cached_property
    def hashed(self) -> bytes:
        """The SHA-256 of the stored bytes now."""
        return hashlib.sha256(self.document).digest()

    @property
    def is_intact(self) -> bool:
        """Whether the stored bytes are those that were signed."""
        return self.hashed.hex() == self.digest

    @cached_property
    def differing(self) -> tuple[str, ...]:
        """Which claims the register tells otherwise than they were signed."""
        return differing(signed_claims(self.document), self.claims)

    @cached_property
    def is_logged(self) -> bool:
        """Whether its entry in the log is about these bytes. Without a salt that cannot be shown, so it is not."""
        if self.claims.is_specimen:
            return self.leaf is None
        if self.leaf is None or not self.salt:
            return False
        at, data = self.leaf
        commitments = {
            "credential": commitment(self.salt, self.claims.address.encode()),
            "document": commitment_to(self.salt, self.hashed),
        }
        return leaf_of(LogEvent.ISSUED, at=at, commitments=commitments) == data

    @property
    def is_key_good(self) -> bool:
        """Whether the key was in use on the day of issue, and nobody else can have used it.

        What was logged before others could use a key stands: nobody can have put it there later.
        """
        if self.claims.is_specimen:
            return True
        created, retired, compromised = self.key
        if compromised is not None:
            return self.leaf is not None and self.leaf[0] < compromised
        # Awards have whole seconds, keys do not.
        return created.replace(microsecond=0) <= self.awarded_at and (
            retired is None or self.awarded_at <= retired
        )

    def state(self, by_itself: State) -> State:
        """The state, given what standing and dates say by themselves: no failed check leaves it sound."""
        if not (self.is_intact and self.is_logged and not self.differing):
            return State.ALTERED
        return by_itself if self.is_key_good or by_itself in DECIDED else State.ALTERED


# A value of a credential by its path, as a query names it: "key__created_at".
ValueOf = Callable[[str], Any]


def value_of(credential: Credential, path: str) -> Any:
    """What stands at a path from a credential that was read whole; None where something on the way is missing."""
    found: Any = credential
    for name in path.split("__"):
        found = getattr(found, name, None)
    return found


def stored(value: ValueOf, *, did: str, origin: str) -> Stored:
    """What is stored of a certificate: a page has the object, a list of a thousand only rows of its values."""
    slug, number = value("achievement_version__achievement__slug"), value("achievement_version__number")
    is_specimen, until, leaf_at = value("is_specimen"), value("valid_until"), value("leaf__at")
    claims = Claims(
        address=f"{origin}/credentials/{value('uuid')}",
        name=value("recipient_name"),
        code=value("code"),
        achievement=f"{origin}/achievements/{slug}/v{number}",
        achievement_code=value("achievement_version__achievement__code"),
        title=value("achievement_version__title"),
        awarded=stamp(value("awarded_at")),
        expires=stamp(until) if until else None,
        is_pilot=value("is_pilot"),
        is_specimen=is_specimen,
        evidence=_told_evidence(value("basis")),
        status=f"{origin}/status/{value('status_list__slug')}#{value('status_index')}",
        key=f"{did}#{value('key__kid')}",
    )
    return Stored(
        document=bytes(value("document")),
        digest=value("digest"),
        claims=claims,
        awarded_at=value("awarded_at"),
        key=(value("key__created_at"), value("key__retired_at"), value("key__compromised_at")),
        leaf=None if leaf_at is None else (leaf_at, bytes(value("leaf__data"))),
        salt=bytes(value("leaf_salt") or b""),
    )


def _told_evidence(basis: Mapping[str, Any]) -> str:
    """What the register tells of the examination, in the words that were signed; what lacks a part fits nothing."""
    try:
        return evidence_of(basis)
    except (LookupError, TypeError):
        return "incomplete"
