"""Checking many codes at once: the same states as one certificate's own page, in as many queries for 1,000 as for one."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import OuterRef, Subquery

from certificates.credentials import (
    MAX_CODES,
    CodeForm,
    ReadCode,
    State,
    TooManyCodes,
    read_code,
    state_at,
)
from certificates.models import Credential, CredentialEvent, Issuer
from certificates.services.issuer import identity
from certificates.services.soundness import DECIDED, stored

# A code longer than this is none; reading one takes no longer for it.
_LONGEST = 60


class Award(NamedTuple):
    """What a certificate says, as far as everybody may know it. `name` is None while its holder hides it."""

    uuid: UUID
    code: str
    title: str
    achievement_code: str
    level: str
    version_address: str
    awarded_at: datetime
    valid_until: datetime | None
    name: str | None
    name_hidden: bool
    is_pilot: bool
    is_specimen: bool
    supervision: str
    invigilator: str
    identity_basis: str
    address: str
    public_address: str


class Checked(NamedTuple):
    """What checking one typed code came to.

    `offers` are codes that a slip would explain: none of them was looked up. `since` is when the state
    began, where that is known; `reason` is the public one, of certificates that were withdrawn.
    """

    typed: str
    state: State
    checked_at: datetime
    offers: tuple[str, ...] = ()
    since: datetime | None = None
    reason: str = ""
    award: Award | None = None


class _Row(NamedTuple):
    """The columns that are read, in their order; never the bytes of a PDF."""

    code: str
    uuid: UUID
    document: bytes
    digest: str
    standing: str
    standing_since: datetime | None
    public_reason: str
    awarded_at: datetime
    valid_until: datetime | None
    recipient_name: str
    name_hidden: bool
    is_pilot: bool
    is_specimen: bool
    basis: dict[str, Any]
    achievement_version__title: str
    achievement_version__number: int
    achievement_version__achievement__slug: str
    achievement_version__achievement__code: str
    achievement_version__achievement__level: str
    leaf__data: bytes | None
    leaf__at: datetime | None
    leaf_salt: bytes | None
    status_list__slug: str
    status_index: int
    key__kid: str
    key__created_at: datetime
    key__retired_at: datetime | None
    key__compromised_at: datetime | None


def verify_codes(codes: Sequence[str], *, now: datetime) -> list[Checked]:
    """Check up to MAX_CODES codes as typed; one result for each, in their order. Two queries for any number.

    A code with a slip is reported with what was likely meant, and that is not looked up. Unknown, malformed
    and erased codes have the same result. Raises TooManyCodes.
    """
    if len(codes) > MAX_CODES:
        raise TooManyCodes(len(codes))
    read = [read_code(code[:_LONGEST]) for code in codes]
    rows = _find({found.code for found in read if found.form is CodeForm.WELL_FORMED})
    issuer = identity()
    # The same code twice is checked once.
    results = {row.code: _result(row, issuer, now=now) for row in rows}
    return [_checked(typed, found, results, now=now) for typed, found in zip(codes, read, strict=True)]


class _Result(NamedTuple):
    state: State
    since: datetime | None
    reason: str
    award: Award


def _find(codes: set[str]) -> Iterable[_Row]:
    # A leaf has one event; sorting that one for each credential would take half of the query's time.
    salt = CredentialEvent.objects.filter(leaf_id=OuterRef("leaf_id")).order_by().values("leaf_salt")[:1]
    # Asked also where nothing is well formed: how long an answer takes must not tell.
    found = (
        Credential.objects.shown()
        .filter(code__in=codes or {""})
        .annotate(leaf_salt=Subquery(salt))
        .order_by()
    )
    return map(_Row._make, found.values_list(*_Row._fields))


def _checked(typed: str, read: ReadCode, results: dict[str, _Result], *, now: datetime) -> Checked:
    result = results.get(read.code) if read.form is CodeForm.WELL_FORMED else None
    if result is None:
        return Checked(typed, State.NO_SUCH_CODE, now, offers=read.offers)
    return Checked(typed, result.state, now, since=result.since, reason=result.reason, award=result.award)


def _result(row: _Row, issuer: Issuer, *, now: datetime) -> _Result:
    kept = stored(partial(getattr, row), did=issuer.did, origin=issuer.origin)
    claims = kept.claims
    standing = State(row.standing)
    state = kept.state(
        state_at(now, standing=standing, valid_from=row.awarded_at, valid_until=row.valid_until)
    )
    return _Result(
        state,
        _since(row, state),
        row.public_reason if state in DECIDED else "",
        Award(
            uuid=row.uuid,
            code=row.code,
            title=row.achievement_version__title,
            achievement_code=row.achievement_version__achievement__code,
            level=row.achievement_version__achievement__level,
            version_address=claims.achievement,
            awarded_at=row.awarded_at,
            valid_until=row.valid_until,
            name=None if row.name_hidden else row.recipient_name,
            name_hidden=row.name_hidden,
            is_pilot=row.is_pilot,
            is_specimen=row.is_specimen,
            supervision=row.basis.get("supervision", ""),
            invigilator=row.basis.get("invigilator", ""),
            identity_basis=row.basis.get("identity_basis", ""),
            address=claims.address,
            public_address=f"{issuer.origin}/verify/{row.code}/",
        ),
    )


def _since(row: _Row, state: State) -> datetime | None:
    if state in DECIDED:
        return row.standing_since
    return {State.VALID: row.awarded_at, State.EXPIRED: row.valid_until}.get(state)
