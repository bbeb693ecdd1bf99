"""What a credential was signed to say, in the shape in which a register tells it, so that both can be compared."""

from typing import NamedTuple

from pydantic_core import from_json


class Claims(NamedTuple):
    """Everything that is both signed and shown. Moments are stamps; addresses are whole.

    The level of an achievement is not among them: it is not signed.
    """

    address: str
    name: str
    code: str
    achievement: str
    achievement_code: str
    title: str
    awarded: str
    expires: str | None
    is_pilot: bool
    is_specimen: bool
    evidence: str
    status: str
    key: str


def signed_claims(document: bytes) -> Claims | None:
    """What a stored credential says; None where it is none."""
    try:
        signed = from_json(document)
        subject = signed["credentialSubject"]
        achievement = subject["achievement"]
        tags = achievement.get("tag", [])
        return Claims(
            address=signed["id"],
            name=subject["name"],
            code=subject["licenseNumber"],
            achievement=achievement["id"],
            achievement_code=achievement["humanCode"],
            title=achievement["name"].removeprefix("SPECIMEN: ")
            if "specimen" in tags
            else achievement["name"],
            awarded=signed["validFrom"],
            expires=signed.get("validUntil"),
            is_pilot="pilot" in tags,
            is_specimen="specimen" in tags,
            evidence=signed["evidence"][0]["description"] if "evidence" in signed else "",
            status=signed["credentialStatus"]["id"],
            key=signed["proof"]["verificationMethod"],
        )
    except (ValueError, LookupError, TypeError, AttributeError):
        return None


def differing(signed: Claims | None, told: Claims) -> tuple[str, ...]:
    """The names of the claims that a register tells otherwise than they were signed."""
    if signed is None:
        return Claims._fields
    return tuple(name for name, one, other in zip(Claims._fields, signed, told, strict=True) if one != other)
