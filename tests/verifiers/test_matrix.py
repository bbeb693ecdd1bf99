"""Every kind of certificate, good and bad, before our verifier and two that nobody here wrote.

Each verifier is a process of its own with the network closed but for the server under test.
"""

import json
import re
import socket
from importlib import metadata
from typing import Any

import pytest

from certificates.credentials import State
from tests import machine
from tests.verifiers import world
from tests.verifiers.conftest import Judged
from tests.verifiers.processes import HERE, NAMES, ROOT

DOCUMENTATION = ROOT / "docs" / "algorithms" / "signing.md"

GOOD = [
    "with an end",
    "fetched from its address",
    "without an end",
    "issued by hand, no examination",
    *(f"a name with {kind}" for kind in world.NAMES),
    *(f"level {level}" for level in world.LEVELS),
    "issued in a batch of 20, the last",
    "a specimen",
    "signed before a rotation",
    "signed after a rotation",
    # The control of the lists below: a revoked certificate would pass if a list without bits were trusted.
    "a list of ours without bits",
]

SIGNATURE = ("signature does not match", "signature mismatch", "Invalid signature")
REVOKED = ("the certificate is revoked", "'revocation' is set", "")
EXPIRED = ("the certificate is expired", "has expired", 'is after "validUntil"')
UNDEFINED = ("UndefinedTerms: .*[gG]rade", "no pinned context defines", "Safe mode validation error")
UNPUBLISHED = ("not one of the issuer's", "no verificationMethod with id", "not in the DID document")
IN_OUR_NAME = (
    "not one of the issuer's",
    "does not belong to the anchored DID",
    "must match the verification",
)
# What each verifier, in the order of NAMES, must say of a certificate that it refuses.
BAD = {
    "revoked": REVOKED,
    "a revoked specimen": REVOKED,
    "superseded": REVOKED,
    "expired": EXPIRED,
    "an expired specimen": EXPIRED,
    "not yet valid": ("not-yet-valid", "not yet valid", 'is before "validFrom"'),
    "tampered: one character of the name": SIGNATURE,
    "tampered: an undefined term": UNDEFINED,
    "tampered: an undefined term inside": UNDEFINED,
    "tampered: a later end": SIGNATURE,
    "tampered: the end taken away": SIGNATURE,
    "tampered: no status": SIGNATURE,
    "tampered: another status bit": SIGNATURE,
    "tampered: no pilot mark": SIGNATURE,
    "tampered: no basis": SIGNATURE,
    "tampered: no proof": (
        "not one of the issuer's",
        "no supported Data Integrity proof",
        "No matching proofs",
    ),
    "tampered: another day of signing": SIGNATURE,
    "tampered: another purpose of the proof": (
        "the proof is not for issuing",
        "does not match the expected 'assertionMethod'",
        "Did not verify any proofs",
    ),
    "tampered: another's proof": SIGNATURE,
    "wrong key: another one under our key's name": SIGNATURE,
    "wrong key: not in the DID document": UNPUBLISHED,
    "foreign key: a did:key in our name": IN_OUR_NAME,
    # @digitalbazaar/vc asks for the other site's DID document before it compares the two.
    "foreign key: another did:web in our name": (*IN_OUR_NAME[:2], "elsewhere/did.json: HTTP 404"),
    "foreign issuer: our list, a did:key": ("the issuer is another one", "not the issuer's", "do not match"),
    "stale status list": ("out of date", "expired", 'is after "validUntil"'),
    "status list of tomorrow": ("out of date", "not yet valid", 'is before "validFrom"'),
    "foreign-signed status list: a did:key in our name": (
        "not one of the issuer's",
        "not the issuer's",
        "must match the verification",
    ),
    "foreign-signed status list: a did:key's own": ("not the issuer's", "not the issuer's", "do not match"),
    "foreign-signed status list: our key's name": SIGNATURE,
    "foreign-signed status list: a key not published": UNPUBLISHED,
    "status list changed after signing": SIGNATURE,
    "no status list": ("KeyError: 'issuer'", "not the issuer's", "as it is undefined"),
}
# Accepted by whoever has only what is published, and why. Our pages know more.
NOT_TOLD = {
    "suspended": "Open Badges has room for one status entry, and it is for revocation: only our pages and "
    "our register tell a suspension.",
    "signed by the specimens' key": "The DID document publishes that key for issuing as well; what keeps it "
    "to specimens is our software, and the log, in which no such certificate stands.",
}


def answer(judged: Judged, case: str, verifier: str) -> dict[str, Any]:
    """What a verifier said; without Node there is no third one, and with CI=true that is a failure."""
    if verifier not in judged.running:
        assert not machine.IN_CI, "Node and npm are absent"
        pytest.skip("Node and npm are absent")
    return judged.answers[case, verifier]


@pytest.mark.parametrize("verifier", NAMES)
@pytest.mark.parametrize("case", GOOD)
def test_a_good_certificate_is_accepted(judged: Judged, case: str, verifier: str) -> None:
    found = answer(judged, case, verifier)
    assert (found["accepted"], found["signed"], found["bit"], found["errors"]) == (True, True, False, [])


@pytest.mark.parametrize("verifier", NAMES)
@pytest.mark.parametrize("case", BAD)
def test_a_bad_certificate_is_refused_for_what_is_bad(judged: Judged, case: str, verifier: str) -> None:
    found = answer(judged, case, verifier)
    assert not found["accepted"]
    assert re.search(BAD[case][NAMES.index(verifier)], " | ".join(found["errors"]))


@pytest.mark.parametrize("verifier", NAMES)
@pytest.mark.parametrize("case", [case for case in BAD if BAD[case] is REVOKED])
def test_the_bit_of_what_was_revoked_or_superseded_is_set(judged: Judged, case: str, verifier: str) -> None:
    found = answer(judged, case, verifier)
    assert (found["signed"], found["bit"]) == (True, True)


@pytest.mark.parametrize("verifier", NAMES)
@pytest.mark.parametrize("case", NOT_TOLD)
def test_what_is_published_does_not_tell_it(judged: Judged, case: str, verifier: str) -> None:
    assert answer(judged, case, verifier)["accepted"], NOT_TOLD[case]


def test_our_register_tells_a_suspension(judged: Judged) -> None:
    assert judged.standings["suspended"] is State.SUSPENDED


def test_every_certificate_that_was_asked_about_is_judged_here(judged: Judged) -> None:
    assert {case for case, _verifier in judged.answers} == {*GOOD, *BAD, *NOT_TOLD}


def test_the_documentation_names_the_versions_that_judged() -> None:
    told = dict(re.findall(r"`([@\w/.-]+)` \|? ?(\d+\.\d+\.\d+)", DOCUMENTATION.read_text()))
    pinned = json.loads((HERE / "package-lock.json").read_text())["packages"]
    assert {"pyld", "cryptography", "openbadgeslib", "@digitalbazaar/vc"} <= set(told)
    for name, version in told.items():
        npm = pinned.get(f"node_modules/{name}", {}).get("version")
        assert version == (npm or metadata.version(name)), name


@pytest.mark.parametrize("verifier", NAMES)
@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:{}/",
        "http://localhost:{}/",
        "http://[::1]:{}/",
        "http://192.0.2.1/",
        "http://example.org/",
    ],
)
def test_a_verifier_reaches_nothing_but_the_server_under_test(
    judged: Judged, address: str, verifier: str
) -> None:
    answer(judged, GOOD[0], verifier)
    with socket.create_server(("127.0.0.1", 0)) as other:
        found = judged.running[verifier].ask(reach=address.format(other.getsockname()[1]))
        other.settimeout(0.05)
        with pytest.raises(TimeoutError):
            other.accept()
    assert found["reached"] is None
    assert "the network is closed" in " | ".join(found["errors"])


@pytest.mark.parametrize("verifier", NAMES)
def test_a_verifier_reaches_the_server_under_test(judged: Judged, verifier: str) -> None:
    answer(judged, GOOD[0], verifier)
    found = judged.running[verifier].ask(reach=f"{judged.origin}/.well-known/did.json")
    assert found == found | {"reached": 200, "errors": []}
