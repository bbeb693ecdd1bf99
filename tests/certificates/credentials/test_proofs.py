"""Proofs: whatever a reader could be shown is covered by the signature, or the document is refused."""

import copy
import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.credentials import (
    Ed25519Signer,
    ProofRefused,
    UndefinedTerms,
    UnknownContext,
    add_proof,
    verify_proof,
)
from certificates.credentials import contexts as pinned
from certificates.credentials.encoding import base58_decode, public_bytes
from certificates.credentials.proofs import canonical
from tests.certificates.credentials.facts import DID, FACTS, SIGNER, signed

type_change = Callable[[dict[str, Any]], Any]
SIGNED = signed()


def changed(change: type_change) -> dict[str, Any]:
    document = copy.deepcopy(SIGNED)
    change(document)
    return document


def test_a_signed_credential_is_accepted_with_its_key_whatever_the_order_of_its_members() -> None:
    verify_proof(SIGNED, SIGNER.public())
    verify_proof(json.loads(json.dumps(SIGNED, sort_keys=True, indent=3)), SIGNER.public())


def test_another_key_does_not_verify_it() -> None:
    with pytest.raises(ProofRefused, match="does not match"):
        verify_proof(SIGNED, Ed25519Signer.generate("credential-1").public())


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [leaf for name, inner in value.items() for leaf in _leaves(inner, (*path, name))]
    if isinstance(value, list):
        return [leaf for place, inner in enumerate(value) for leaf in _leaves(inner, (*path, place))]
    return [path]


@pytest.mark.parametrize("path", _leaves(SIGNED), ids=lambda path: ".".join(map(str, path)))
def test_one_changed_character_in_any_member_is_refused(path: tuple[Any, ...]) -> None:
    document = copy.deepcopy(SIGNED)
    place = document
    for step in path[:-1]:
        place = place[step]
    text = place[path[-1]]
    place[path[-1]] = ("b" if text[0] == "a" else "a") + text[1:]
    with pytest.raises((ProofRefused, UndefinedTerms)):
        verify_proof(document, SIGNER.public())


@pytest.mark.parametrize("path", [path[:-1] for path in _leaves(SIGNED) if len(path) > 1] + [("validUntil",)])
def test_a_member_left_out_is_refused(path: tuple[Any, ...]) -> None:
    document = copy.deepcopy(SIGNED)
    place = document
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    with pytest.raises((ProofRefused, UndefinedTerms)):
        verify_proof(document, SIGNER.public())


# Each of these leaves the signed statements as they are, so that a careless verifier accepts it.
UNSIGNED_ADDITIONS: dict[str, type_change] = {
    "a member that no context defines": lambda doc: doc.update(unsignedGrade="A+"),
    "the same, deep inside": lambda doc: doc["credentialSubject"]["achievement"].update(grade="A+"),
    "the same, in the proof": lambda doc: doc["proof"].update(grade="A+"),
    "an undefined type": lambda doc: doc["type"].append("Distinction"),
    "a thing with a relative address": lambda doc: doc["evidence"].append(
        {"id": "forged", "type": ["Evidence"], "name": "Forged"}
    ),
    "an index": lambda doc: doc["credentialSubject"].update({"@index": "A+"}),
    "a blank name for a member": lambda doc: doc["credentialSubject"].update({"_:grade": "A+"}),
    "a direction of text": lambda doc: doc.update(name={"@value": doc["name"], "@direction": "ltr"}),
    "a node beside": lambda doc: doc.update({"@included": [{"id": "x", "name": "Forged"}]}),
    "nothing at all": lambda doc: doc["credentialSubject"].update(result=[]),
    "null": lambda doc: doc["credentialSubject"].update(role=None),
    "a context of its own": lambda doc: doc["@context"].append({"grade": "https://example.org/grade"}),
    "a context that drops terms": lambda doc: (
        doc["@context"].append({"grade": None}),
        doc["credentialSubject"].update(grade="A+"),
    ),
    "a context inside": lambda doc: doc["credentialSubject"].update(
        {"@context": {"grade": "https://example.org/grade"}, "grade": "A+"}
    ),
}


@pytest.mark.parametrize("change", UNSIGNED_ADDITIONS.values(), ids=UNSIGNED_ADDITIONS)
def test_an_addition_that_the_signature_does_not_cover_is_refused(change: type_change) -> None:
    with pytest.raises((ProofRefused, UndefinedTerms)):
        verify_proof(changed(change), SIGNER.public())


@pytest.mark.parametrize(
    "change",
    [
        lambda doc: doc.pop("proof"),
        lambda doc: doc.update(proof=[doc["proof"], doc["proof"]]),
        lambda doc: doc["proof"].update(type="Ed25519Signature2020"),
        lambda doc: doc["proof"].update(cryptosuite="eddsa-jcs-2022"),
        lambda doc: doc["proof"].update(proofPurpose="authentication"),
        lambda doc: doc["proof"].update(proofValue="z"),
        lambda doc: doc["proof"].update(proofValue="z0OIl"),
        lambda doc: doc["proof"].update(proofValue="u" + doc["proof"]["proofValue"][1:]),
        lambda doc: doc["proof"].update(proofValue=doc["proof"]["proofValue"] * 40),
        lambda doc: doc["proof"].pop("proofValue"),
        lambda doc: doc.pop("@context"),
        lambda doc: doc["@context"].append("https://example.org/context.json"),
        lambda doc: doc["@context"].reverse(),
    ],
)
def test_a_proof_or_context_of_another_kind_is_refused(change: type_change) -> None:
    with pytest.raises((ProofRefused, UndefinedTerms)):
        verify_proof(changed(change), SIGNER.public())


def test_a_document_with_a_mistyped_member_is_never_signed() -> None:
    unsigned = {name: value for name, value in SIGNED.items() if name != "proof"}
    with pytest.raises(UndefinedTerms, match="licenceNumber"):
        add_proof(
            {**unsigned, "credentialSubject": {**unsigned["credentialSubject"], "licenceNumber": "x"}},
            SIGNER,
            did=DID,
            created="2026-11-23T07:26:18Z",
        )


@settings(max_examples=25, deadline=None)
@given(name=st.text(min_size=1, max_size=40).filter(lambda text: text.isprintable() and text.strip()))
def test_any_name_survives_signing_and_verifying(name: str) -> None:
    document = json.loads(json.dumps(signed(recipient_name=name), ensure_ascii=False))
    verify_proof(document, SIGNER.public())
    assert document["credentialSubject"]["name"] == name


def test_the_published_test_vector_gives_the_published_hashes_and_signature(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # W3C vc-di-eddsa 1.0, B.1: examples 7 (keys), 10 and 13 (hashes), 17 (the signed credential).
    examples = "https://www.w3.org/ns/credentials/examples/v2"
    older = pinned.context.__wrapped__
    vocabulary = {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}
    monkeypatch.setattr(pinned, "context", lambda url: vocabulary if url == examples else older(url))
    document = {
        "@context": [pinned.VC_V2, examples],
        "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
        "type": ["VerifiableCredential", "AlumniCredential"],
        "name": "Alumni Credential",
        "description": "A minimum viable example of an Alumni Credential.",
        "issuer": "https://vc.example/issuers/5678",
        "validFrom": "2023-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
    }
    hashes = hashlib.sha256(canonical(document).encode()).hexdigest()
    assert hashes == "517744132ae165a5349155bef0bb0cf2258fff99dfe1dbd914b938d775a36017"
    key = Ed25519PrivateKey.from_private_bytes(
        base58_decode("3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq")[2:]
    )
    public = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
    assert key.public_key().public_bytes_raw() == public_bytes(public)
    signer = Ed25519Signer(public, key)
    done = add_proof(document, signer, did=f"did:key:{public}", created="2023-02-24T23:36:38Z")
    assert done["proof"]["proofValue"] == (
        "z2YwC8z3ap7yx1nZYCg4L3j3ApHsF8kgPdSb5xoS1VR7vPG3F561B52hYnQF9iseabecm3ijx4K1FBTQsCZahKZme"
    )
    verify_proof(done, public_bytes(public))


def test_nothing_is_fetched_and_a_changed_context_file_is_noticed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    with pytest.raises(UnknownContext):
        pinned.context("https://www.w3.org/2018/credentials/v1")
    for name, digest in pinned._PINNED.values():
        assert hashlib.sha256((pinned._FOLDER / name).read_bytes()).hexdigest() == digest
    (tmp_path / "credentials-v2.json").write_text("{}")
    monkeypatch.setattr(pinned, "_FOLDER", tmp_path)
    pinned.context.cache_clear()
    try:
        with pytest.raises(UnknownContext, match="not the pinned file"):
            pinned.context(pinned.VC_V2)
    finally:
        pinned.context.cache_clear()


def test_what_is_signed_means_the_same_in_the_other_known_copy_of_the_open_badges_context(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    unsigned = {name: value for name, value in SIGNED.items() if name != "proof"}
    before = canonical(unsigned)
    # The publisher edited 3.0.3 in place: an older copy that verifiers carry lacks these two terms.
    drifted = json.loads(json.dumps(pinned.context(pinned.OPEN_BADGES_V3)))
    found = _without(drifted, {"endorsementJwt", "jti"})
    assert found
    older = pinned.context.__wrapped__
    monkeypatch.setattr(
        pinned, "context", lambda url: drifted if url == pinned.OPEN_BADGES_V3 else older(url)
    )
    assert canonical(unsigned) == before


def _without(value: Any, names: set[str]) -> int:
    if isinstance(value, dict):
        here = [name for name in names & set(value) if value.pop(name) is not None]
        return len(here) + sum(_without(inner, names) for inner in value.values())
    return sum(_without(inner, names) for inner in value) if isinstance(value, list) else 0


def test_the_facts_are_where_open_badges_readers_look_for_them() -> None:
    subject = SIGNED["credentialSubject"]
    assert SIGNED["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert SIGNED["issuer"]["id"] == SIGNED["proof"]["verificationMethod"].partition("#")[0] == DID
    assert subject["id"] == FACTS.subject_id
    assert subject["licenseNumber"] == FACTS.code
    assert subject["achievement"]["tag"] == ["pilot", "specimen item bank"]
    assert SIGNED["evidence"][0]["description"] == "24 items, unsupervised."
    assert "identifier" not in subject
    assert isinstance(SIGNED["credentialStatus"], dict)
    assert SIGNED["credentialStatus"]["statusPurpose"] == "revocation"
