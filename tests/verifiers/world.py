"""One published site with certificates of every kind, good and bad, for the verifiers to judge."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from certificates.credentials import Ed25519Signer, add_proof, bits_of, multikey, stamp, status_list_document
from certificates.models import Achievement, Credential, IssuerKey, StatusList
from certificates.services.awards import Award
from certificates.services.changes import revoke_credential
from certificates.services.issuer import identity
from certificates.services.issuing import issue_credentials
from certificates.services.keys import active_key, rotate_key, signer_of
from certificates.services.specimens import ensure_specimens
from certificates.services.status import list_address, sign_list
from tests.factories.certificates import BASIS, make_credential, make_version

DAY = timedelta(days=1)
NAMES = {
    "Arabic": "محمد بن عبد الله",
    "Chinese": "王小明",
    "Polish": "Łukasz Żółć",
    "combining marks": "e\u0301\u0323 q\u0307\u0323",
    "an emoji": "Zoë 👩‍💻",
    "beyond the basic plane": "𠮷野家",
    "quotes and backslashes": 'Zoë O’Brien-"Q" \\ \\u0041 <b> & \\n',
    "marks that turn the line": "\u202eabc\u2066d",
}
LEVELS = tuple(Achievement.Level.values)

Document = dict[str, Any]


def text_of(credential: Credential) -> str:
    """The bytes that are served, as text."""
    return bytes(credential.document).decode()


def _written(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False)


def good_ones(now: datetime) -> dict[str, str]:
    """Certificates that every verifier must accept, by what is special about them."""
    at = now - DAY
    version = make_version()
    found = {
        "with an end": make_credential(version, now=at),
        "without an end": make_credential(version, now=at, validity_months=None),
        "issued by hand, no examination": make_credential(version, now=at, basis={}),
    }
    found |= {f"a name with {kind}": make_credential(version, now=at, name=NAMES[kind]) for kind in NAMES}
    for level in LEVELS:
        graded = make_version(f"at-{level}", code=f"GV-{level[:3].upper()}", level=level)
        found[f"level {level}"] = make_credential(graded, now=at)
    awards = [Award(version, f"Batch {number} 王", basis=BASIS, validity_months=24) for number in range(20)]
    found["issued in a batch of 20, the last"] = issue_credentials(awards, actor_id=None, now=at)[-1]
    ensure_specimens(now=now)
    found["a specimen"] = Credential.objects.filter(is_specimen=True).order_by("pk")[0]
    found["signed before a rotation"] = make_credential(version, now=at)
    first = found["with an end"]
    rotate_key(IssuerKey.Purpose.CREDENTIAL, now=now - DAY / 2)
    sign_list(first.status_list, now=now - DAY / 2)
    found["signed after a rotation"] = make_credential(version, now=now - DAY / 4)
    assert found["signed before a rotation"].key_id != found["signed after a rotation"].key_id
    return {name: text_of(credential) for name, credential in found.items()}


def _set(credential: Credential, standing: str, now: datetime) -> Credential:
    Credential.objects.filter(pk=credential.pk).update(standing=standing, standing_since=now)
    sign_list(credential.status_list, now=now)
    return credential


def changed_in_standing(now: datetime) -> dict[str, str]:
    """Certificates whose bytes are good, and which are not: by what happened to them."""
    at = now - DAY
    revoked = make_credential(now=at)
    revoke_credential(revoked.pk, reason="error", private_text="", actor_id=None, now=now)
    specimens = Credential.objects.filter(is_specimen=True).order_by("pk")
    return {
        "revoked": text_of(revoked),
        "superseded": text_of(_set(make_credential(now=at), Credential.Standing.SUPERSEDED, now)),
        "expired": text_of(make_credential(now=now - 3 * 365 * DAY)),
        "not yet valid": _resigned(now, validFrom=stamp(now + DAY)),
        "a revoked specimen": text_of(specimens[1]),
        "an expired specimen": text_of(specimens[2]),
    }


def suspended(now: datetime) -> Credential:
    """A certificate that is suspended."""
    return _set(make_credential(now=now - DAY), Credential.Standing.SUSPENDED, now)


def _unsigned(now: datetime) -> Document:
    document: Document = json.loads(text_of(make_credential(now=now - DAY)))
    del document["proof"]
    return document


def _resigned(now: datetime, **members: Any) -> str:
    """A certificate with other members, signed by the issuer's key all the same."""
    signer = signer_of(active_key(IssuerKey.Purpose.CREDENTIAL))
    return _written(add_proof(_unsigned(now) | members, signer, did=identity().did, created=stamp(now)))


def tampered(now: datetime) -> dict[str, str]:
    """Certificates changed after they were signed, by what was changed."""
    changes: dict[str, Callable[[Document], object]] = {
        "one character of the name": lambda doc: doc["credentialSubject"].update(name="Ada Lindqvisd"),
        "an undefined term": lambda doc: doc.update(unsignedGrade="A+"),
        "an undefined term inside": lambda doc: doc["credentialSubject"].update(grade="A+"),
        "a later end": lambda doc: doc.update(validUntil="2099-01-01T00:00:00Z"),
        "the end taken away": lambda doc: doc.pop("validUntil"),
        "no status": lambda doc: doc.pop("credentialStatus"),
        "another status bit": lambda doc: doc["credentialStatus"].update(statusListIndex="1"),
        "no pilot mark": lambda doc: doc["credentialSubject"]["achievement"].pop("tag"),
        "no basis": lambda doc: doc.pop("evidence"),
        "no proof": lambda doc: doc.pop("proof"),
        "another day of signing": lambda doc: doc["proof"].update(created="2026-01-01T00:00:00Z"),
        "another purpose of the proof": lambda doc: doc["proof"].update(proofPurpose="authentication"),
    }
    found = {}
    for name, change in changes.items():
        document = json.loads(text_of(make_credential(now=now - DAY)))
        change(document)
        found[f"tampered: {name}"] = _written(document)
    one, other = (json.loads(text_of(make_credential(now=now - DAY))) for _ in range(2))
    found["tampered: another's proof"] = _written(one | {"proof": other["proof"]})
    return found


def _stranger() -> tuple[Ed25519Signer, str]:
    """A key of nobody's, and the did:key that it is."""
    signer = Ed25519Signer.generate("unnamed")
    name = multikey(signer.public())
    signer.kid = name
    return signer, f"did:key:{name}"


def signed_by_others(now: datetime) -> dict[str, str]:
    """Certificates that somebody else signed, by whose key and under which name."""
    did, created = identity().did, stamp(now)
    stranger, foreign = _stranger()
    unpublished = Ed25519Signer.generate("credential-99")
    posing = Ed25519Signer.generate(active_key(IssuerKey.Purpose.CREDENTIAL).kid)
    theirs = _unsigned(now)
    theirs["issuer"] = theirs["issuer"] | {"id": foreign}
    elsewhere = f"{did}:elsewhere"
    return {
        "wrong key: another one under our key's name": _written(
            add_proof(_unsigned(now), posing, did=did, created=created)
        ),
        "wrong key: not in the DID document": _written(
            add_proof(_unsigned(now), unpublished, did=did, created=created)
        ),
        "foreign key: a did:key in our name": _written(
            add_proof(_unsigned(now), stranger, did=foreign, created=created)
        ),
        "foreign key: another did:web in our name": _written(
            add_proof(_unsigned(now), unpublished, did=elsewhere, created=created)
        ),
        "foreign issuer: our list, a did:key": _written(
            add_proof(theirs, stranger, did=foreign, created=created)
        ),
    }


def signed_by_the_specimens_key(now: datetime) -> str:
    """A real certificate signed by the key that signs specimens only."""
    signer = signer_of(active_key(IssuerKey.Purpose.SPECIMEN))
    return _written(add_proof(_unsigned(now), signer, did=identity().did, created=stamp(now)))


def _publish(status_list: StatusList, document: Mapping[str, Any], now: datetime) -> None:
    data = _written(document).encode()
    StatusList.objects.filter(pk=status_list.pk).update(
        document=data, digest=hashlib.sha256(data).hexdigest(), signed_at=now
    )


def lists(status_list: StatusList, now: datetime) -> dict[str, Callable[[], None]]:
    """Ways to publish another status list, all but one not to be trusted. No bit is set in any of them:

    who trusts one takes a revoked certificate for good.
    """
    did = identity().did
    signer = signer_of(active_key(IssuerKey.Purpose.CREDENTIAL))
    stranger, foreign = _stranger()

    def publish(key: Ed25519Signer, signs: str, issuer: str, **changes: Any) -> Callable[[], None]:
        begins = changes.pop("begins", now - DAY / 24)
        document = status_list_document(
            address=list_address(identity().origin, status_list),
            did=issuer,
            bits=bits_of([]),
            valid_from=begins,
            valid_until=begins + 2 * DAY,
        )
        signed = add_proof(document, key, did=signs, created=stamp(now)) | changes
        return lambda: _publish(status_list, signed, now)

    return {
        "a list of ours without bits": publish(signer, did, did),
        "stale status list": publish(signer, did, did, begins=now - 3 * DAY),
        "status list of tomorrow": publish(signer, did, did, begins=now + DAY),
        "foreign-signed status list: a did:key in our name": publish(stranger, foreign, did),
        "foreign-signed status list: a did:key's own": publish(stranger, foreign, foreign),
        "foreign-signed status list: our key's name": publish(Ed25519Signer.generate(signer.kid), did, did),
        "foreign-signed status list: a key not published": publish(
            Ed25519Signer.generate("credential-99"), did, did
        ),
        "status list changed after signing": publish(signer, did, did, validUntil=stamp(now + 30 * DAY)),
        "no status list": lambda: _publish(status_list, {}, now),
    }
