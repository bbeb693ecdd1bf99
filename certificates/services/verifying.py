"""What checking a certificate comes to: its state, every claim, and each check with its own result.

The stored bytes were verified when they were made; here their digest is compared, and the page says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.credentials import State
from certificates.models import Credential, CredentialEvent, Issuer, LogCheckpoint, WitnessSignature
from certificates.services.issuer import identity
from certificates.services.soundness import Stored, stored, value_of
from website.compiled import CompiledLookup

# What a reader calls each thing that is both signed and shown.
CLAIMS: Mapping[str, Promise] = {
    "address": gettext_lazy("the address"),
    "name": gettext_lazy("the holder"),
    "code": gettext_lazy("the code"),
    "achievement": gettext_lazy("the award"),
    "achievement_code": gettext_lazy("the award"),
    "title": gettext_lazy("the award"),
    "awarded": gettext_lazy("the day of issue"),
    "expires": gettext_lazy("the expiry"),
    "is_pilot": gettext_lazy("whether it is a pilot"),
    "is_specimen": gettext_lazy("whether it is a specimen"),
    "evidence": gettext_lazy("the examination"),
    "status": gettext_lazy("its place in the revocation list"),
    "key": gettext_lazy("the key"),
}


class Result(StrEnum):
    """What one check came to. Failure to check is never shown as failure of the certificate."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_DONE = "not-done"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check, in plain words."""

    name: str
    words: str
    result: Result


@dataclass(frozen=True, slots=True)
class Verification:
    """A certificate as found, and what checking it came to."""

    credential: Credential
    state: State
    checks: tuple[CheckResult, ...]
    checked_at: datetime
    did: str
    address: str
    public_address: str
    shows_name: bool
    # The code of the one that took its place, or with which it was renewed; empty when there is none.
    successor: str = ""


def find_by_code(code: str) -> Credential | None:
    """The credential with a well-formed code, and all that its page shows. One query.

    One that was erased is found by nobody.
    """
    found = _BY_CODE.find(code=code)
    return None if found is None or found.erased_at is not None else found


def find_by_uuid(uuid: UUID) -> Credential | None:
    """The credential with an id, and all that its page shows. One query."""
    found = _BY_UUID.find(uuid=uuid)
    return None if found is None or found.erased_at is not None else found


def _whole() -> QuerySet[Credential]:
    salt = CredentialEvent.objects.filter(leaf_id=OuterRef("leaf_id")).values("leaf_salt")[:1]
    newest = LogCheckpoint.objects.order_by("-size")
    # The first head over the entry that a witness confirmed: what it says is that the entry was there by then.
    witnessed = WitnessSignature.objects.filter(
        checkpoint_id__gt=OuterRef("leaf_id"), witness__is_active=True
    ).order_by("checkpoint_id", "signed_at")
    issuer = Issuer.objects.order_by("pk")
    # A successor that was withdrawn or erased is no news of this one.
    successor = (
        Credential.objects.shown()
        .filter(replaces=OuterRef("pk"))
        .exclude(standing=Credential.Standing.REVOKED)
        .order_by("-pk")
    )
    return (
        Credential.objects.shown()
        .select_related("achievement_version__achievement", "key", "status_list", "leaf", "pdf")
        .defer(
            "pdf__data",
            "status_list__document",
            "achievement_version__description",
            "achievement_version__criteria",
            "achievement_version__skills",
        )
        .annotate(
            leaf_salt=Subquery(salt),
            head_size=Subquery(newest.values("size")[:1]),
            head_signed_at=Subquery(newest.values("signed_at")[:1]),
            successor_code=Subquery(successor.values("code")[:1]),
            witness_name=Subquery(witnessed.values("witness__name")[:1]),
            witnessed_at=Subquery(witnessed.values("signed_at")[:1]),
            issuer_did=Subquery(issuer.values("did")[:1]),
            issuer_origin=Subquery(issuer.values("origin")[:1]),
        )
    )


_BY_CODE = CompiledLookup(_whole, code="ASY-0000-0000-0000")
_BY_UUID = CompiledLookup(_whole, uuid=UUID(int=0))


def verify(credential: Credential, *, reader_id: int | None, now: datetime) -> Verification:
    """Check a stored credential. The name is shown to its recipient, and to others unless it is hidden."""
    did, origin = _issuer_of(credential)
    address = f"{origin}/credentials/{credential.uuid}"
    kept = stored(partial(value_of, credential), did=did, origin=origin)
    state = kept.state(credential.state(now))
    is_own = reader_id is not None and reader_id == credential.recipient_id
    return Verification(
        credential=credential,
        state=state,
        checks=(
            CheckResult(
                _("Find the certificate"), _("The code matches one entry in our register."), Result.PASSED
            ),
            _signature(credential, kept),
            _key(credential, kept),
            _log(credential, kept),
            _revocation(credential, now=now),
            _dates(credential, state, now=now),
        ),
        checked_at=now,
        did=did,
        address=address,
        public_address=f"{origin}/verify/{credential.code}/",
        shows_name=is_own or not credential.name_hidden,
        successor=getattr(credential, "successor_code", None) or "",
    )


def _issuer_of(credential: Credential) -> tuple[str, str]:
    """The DID and the origin, which came along if the credential was found here."""
    did, origin = getattr(credential, "issuer_did", None), getattr(credential, "issuer_origin", None)
    if did and origin:
        return did, origin
    issuer = identity()
    return issuer.did, issuer.origin


def _signature(credential: Credential, kept: Stored) -> CheckResult:
    name = _("Compare the signed bytes")
    if not kept.is_intact:
        return CheckResult(name, _("The stored bytes are not those that were signed."), Result.FAILED)
    if kept.differing:
        words = _("Our register tells otherwise than was signed: %(claims)s.")
        told = ", ".join(dict.fromkeys(str(CLAIMS[claim]) for claim in kept.differing))
        return CheckResult(name, words % {"claims": told}, Result.FAILED)
    words = _(
        "Made on %(date)s over exactly these bytes; their digest was compared now and is the same, and so is "
        "all that is shown here of them."
    )
    return CheckResult(name, words % {"date": date_format(credential.awarded_at, "j F Y")}, Result.PASSED)


def _key(credential: Credential, kept: Stored) -> CheckResult:
    name, facts = _("Check the issuing key"), {"key": credential.key.kid}
    if credential.is_specimen:
        words = _("Key %(key)s signs this issuer's specimens, and nothing else.")
        return CheckResult(name, words % facts, Result.PASSED)
    compromised = credential.key.compromised_at
    if compromised is not None:
        return _compromised_key(credential, compromised, is_good=kept.is_key_good)
    if not kept.is_key_good:
        words = _("Key %(key)s was not in use on the day of issue.")
        return CheckResult(name, words % facts, Result.FAILED)
    words = _("Key %(key)s belongs to this issuer and was in use on the day of issue.")
    return CheckResult(name, words % facts, Result.PASSED)


def _compromised_key(credential: Credential, since: datetime, *, is_good: bool) -> CheckResult:
    """Only the log can tell what was signed before others could."""
    facts = {
        "key": credential.key.kid,
        "since": date_format(since.astimezone(UTC), "j F Y, H:i"),
        "logged": date_format(credential.leaf.at.astimezone(UTC), "j F Y, H:i") if credential.leaf else "",
    }
    if is_good:
        words = _(
            "Others may have used key %(key)s since %(since)s UTC. This certificate is in our log since "
            "%(logged)s UTC, before that. Other verifiers do not look at the log and refuse the key."
        )
        return CheckResult(_("Check the issuing key"), words % facts, Result.PASSED)
    words = _("Others may have used key %(key)s since %(since)s UTC, and this was not logged before that.")
    return CheckResult(_("Check the issuing key"), words % facts, Result.FAILED)


def _log(credential: Credential, kept: Stored) -> CheckResult:
    name = _("Find it in the log")
    if credential.leaf is None:
        if not kept.is_logged:
            return CheckResult(name, _("It is in no entry of our log."), Result.FAILED)
        return CheckResult(name, _("Not done: a specimen is never logged."), Result.NOT_DONE)
    if not kept.salt:
        words = _("What ties it to entry %(index)s of our log is missing.")
        return CheckResult(name, words % {"index": credential.leaf_id}, Result.FAILED)
    if not kept.is_logged:
        words = _("Entry %(index)s of our log is not about these bytes.")
        return CheckResult(name, words % {"index": credential.leaf_id}, Result.FAILED)
    size, signed_at = getattr(credential, "head_size", None), getattr(credential, "head_signed_at", None)
    if size is None or signed_at is None or credential.leaf.index >= size:
        words = _(
            "Entry %(index)s of our log is about exactly these bytes. The log's head is signed every five "
            "minutes; the next one will cover it."
        ) % {"index": credential.leaf_id}
        return CheckResult(name, words, Result.PASSED)
    words = _(
        "Entry %(index)s of our log is about exactly these bytes. The head signed %(time)s UTC covers "
        "%(size)s entries. %(witness)s"
    ) % {
        "index": credential.leaf_id,
        "size": size,
        "time": date_format(signed_at.astimezone(UTC), "j F Y, H:i"),
        "witness": _witness(credential),
    }
    return CheckResult(name, words, Result.PASSED)


def _witness(credential: Credential) -> str:
    name, at = getattr(credential, "witness_name", None), getattr(credential, "witnessed_at", None)
    if not name or at is None:
        return _("Not witnessed: the log proves order on our word.")
    return _("Witnessed by %(name)s on %(time)s UTC, under a head that covers it.") % {
        "name": name,
        "time": date_format(at.astimezone(UTC), "j F Y, H:i"),
    }


def _revocation(credential: Credential, *, now: datetime) -> CheckResult:
    name = _("Check the revocation list")
    listed = credential.status_list
    if listed.valid_until is None or listed.signed_at is None or now >= listed.valid_until:
        return CheckResult(name, _("Not done: the published list is out of date."), Result.NOT_DONE)
    signed = date_format(listed.signed_at.astimezone(UTC), "j F Y, H:i")
    words, result = _("Not revoked. List signed %(time)s UTC."), Result.PASSED
    if credential.standing == Credential.Standing.SUSPENDED:
        words = _(
            "Not revoked, but suspended, which the list cannot tell: other verifiers do not see it. List signed "
            "%(time)s UTC."
        )
    elif credential.standing == Credential.Standing.SUPERSEDED:
        words = _("Replaced, and therefore listed like one that was revoked. List signed %(time)s UTC.")
        result = Result.FAILED
    elif credential.standing == Credential.Standing.REVOKED:
        words, result = _("Revoked. List signed %(time)s UTC."), Result.FAILED
    return CheckResult(name, words % {"time": signed}, result)


def _dates(credential: Credential, state: State, *, now: datetime) -> CheckResult:
    name = _("Check the dates")
    if now < credential.awarded_at:
        return CheckResult(name, _("It is not valid yet."), Result.FAILED)
    if credential.valid_until is None:
        return CheckResult(name, _("It was issued and does not expire."), Result.PASSED)
    if now >= credential.valid_until:
        words = _("It expired on %(date)s.") % {"date": date_format(credential.valid_until, "j F Y")}
        return CheckResult(name, words, Result.FAILED)
    return CheckResult(name, _("Today is between issue and expiry."), Result.PASSED)
