"""The quick way of signing gives the bytes of the plain way, whatever the texts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.credentials import (
    CredentialFacts,
    UnsafeText,
    add_proof,
    credential_document,
    plain_name,
    sign_credential,
    verify_proof,
)
from certificates.credentials.proofs import canonical
from certificates.credentials.text import unsafe_character
from tests.certificates.credentials.facts import AWARDED, DID, FACTS, SIGNER, signed

CREATED = "2026-11-23T07:26:18Z"
# Every character that may be signed, the awkward ones often.
SAFE = st.text(
    st.one_of(st.sampled_from("\\\"\t\n\r\u0085\u2028\ufeff\u00a0<>{}|^`'%\U0010fffdé"), st.characters()),
    max_size=60,
).filter(lambda text: not unsafe_character(text))


def both(facts: CredentialFacts) -> tuple[dict[str, Any], dict[str, Any]]:
    return (
        add_proof(credential_document(facts), SIGNER, did=DID, created=CREATED),
        sign_credential(facts, SIGNER, created=CREATED),
    )


@settings(max_examples=200, deadline=None)
@given(
    name=SAFE,
    evidence=SAFE,
    code=SAFE,
    number=st.integers(0, 131_071),
    uuid=st.uuids(),
    days=st.integers(0, 9_000),
)
def test_both_ways_sign_the_same_whatever_the_texts(
    name: str, evidence: str, code: str, number: int, uuid: Any, days: int
) -> None:
    facts = replace(
        FACTS,
        recipient_name=name,
        code=code,
        address=f"https://assay.example/credentials/{uuid}",
        subject_id=f"urn:uuid:{uuid}",
        awarded_at=AWARDED - timedelta(days=days),
        status=replace(FACTS.status, index=number),
        evidence=replace(FACTS.evidence, description=evidence),
    )
    plain, quick = both(facts)
    assert plain == quick


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"valid_until": None},
        {"evidence": None},
        {"valid_until": None, "evidence": None},
        {"achievement": replace(FACTS.achievement, tags=())},
        {"achievement": replace(FACTS.achievement, image=f"{FACTS.achievement.address}.png")},
        {"achievement": replace(FACTS.achievement, criteria='Lines\n\nand "quotes" and \\ and\ttabs')},
        {"subject_id": FACTS.address},
        {"address": FACTS.achievement.address},
        {"recipient_name": ""},
        {"code": "urn:x-filled:name"},
    ],
)
def test_both_ways_sign_every_shape_the_same(changes: dict[str, Any]) -> None:
    plain, quick = both(replace(FACTS, **changes))
    assert plain == quick
    verify_proof(quick, SIGNER.public())


@pytest.mark.parametrize(
    "changes",
    [
        {"address": "https://assay.example/with space"},
        {"address": 'https://assay.example/"'},
        {"address": "credentials/1"},
        {"subject_id": "urn:uuid:<1>"},
        {"status": replace(FACTS.status, list_address="/status/r1")},
    ],
)
def test_what_should_be_an_address_and_is_none_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="absolute address"):
        sign_credential(replace(FACTS, **changes), SIGNER, created=CREATED)


@settings(max_examples=60, deadline=None)
@given(SAFE)
def test_a_third_canonicalizer_agrees(text: str) -> None:
    document = {name: value for name, value in signed(recipient_name=text).items() if name != "proof"}
    ours = canonical(document)
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(ours, format=pyoxigraph.RdfFormat.N_QUADS))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    assert "".join(sorted(f"{quad} .\n" for quad in dataset)) == ours


@pytest.mark.parametrize(
    "character", ["\x00", "\x0b", "\x0c", "\x1f", "\x7f", "\ufffe", "\uffff", "\U0001ffff", "\ufdd0"]
)
def test_a_character_that_canonicalizers_write_differently_is_never_signed(character: str) -> None:
    facts = replace(FACTS, recipient_name=f"Ada{character}Lindqvist")
    with pytest.raises(UnsafeText):
        add_proof(credential_document(facts), SIGNER, did=DID, created=CREATED)
    with pytest.raises(UnsafeText):
        sign_credential(facts, SIGNER, created=CREATED)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  Ada \t Lindqvist\n", "Ada Lindqvist"),
        ("Ada\x00Lindqvist", "Ada Lindqvist"),
        ("e\u0301mile", "émile"),
        ("\u202edrawkcab", "drawkcab"),
        ("نام\u200cخانوادگی", "نام\u200cخانوادگی"),
    ],
)
def test_a_name_is_put_on_one_line_and_kept_otherwise(typed: str, name: str) -> None:
    assert plain_name(typed) == name


@pytest.mark.parametrize("typed", ["", "  ", "\x00\u202e"])
def test_a_name_needs_a_character(typed: str) -> None:
    with pytest.raises(ValueError, match="at least one"):
        plain_name(typed)


def test_moments_are_filled_in_as_they_are() -> None:
    facts = replace(FACTS, awarded_at=datetime(2031, 1, 2, 3, 4, 5, tzinfo=UTC))
    plain, quick = both(facts)
    assert plain == quick
    assert quick["validFrom"] == "2031-01-02T03:04:05Z"
