"""The issuer's identifier and the document behind it."""

import pytest
from openbadgeslib.ob3.did import pem_for_kid

from certificates.credentials import Ed25519Signer, did_document, did_of, multikey, public_bytes


@pytest.mark.parametrize(
    ("origin", "did"),
    [
        ("https://assay.example", "did:web:assay.example"),
        ("https://assay.example/", "did:web:assay.example"),
        ("http://localhost:8000", "did:web:localhost%3A8000"),
    ],
)
def test_the_identifier_names_host_and_port(origin: str, did: str) -> None:
    assert did_of(origin) == did


@pytest.mark.parametrize("origin", ["https://assay.example/site", "assay.example", ""])
def test_an_origin_is_a_scheme_and_a_host_only(origin: str) -> None:
    with pytest.raises(ValueError, match="origin"):
        did_of(origin)


def test_ids_are_absolute_the_assertion_methods_are_strings_and_old_keys_stay() -> None:
    old, new = Ed25519Signer.generate("credential-1"), Ed25519Signer.generate("credential-2")
    did = "did:web:assay.example"
    document = did_document(did, {old.kid: old.public(), new.kid: new.public()})
    assert document["assertionMethod"] == [f"{did}#credential-1", f"{did}#credential-2"]
    assert [method["id"] for method in document["verificationMethod"]] == document["assertionMethod"]
    assert {method["controller"] for method in document["verificationMethod"]} == {did}
    # Another implementation finds the same keys in it.
    for signer in (old, new):
        assert b"PUBLIC KEY" in pem_for_kid(document, did, f"{did}#{signer.kid}")


def test_a_multikey_reads_back_and_no_other_kind_of_key_is_taken_for_ed25519() -> None:
    public = Ed25519Signer.generate("k").public()
    assert multikey(public).startswith("z6Mk")
    assert public_bytes(multikey(public)) == public
    for wrong in ("", "uabc", multikey(public)[:-1], "zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169"):
        with pytest.raises(ValueError, match=r"Ed25519|base58"):
            public_bytes(wrong)


def test_a_private_key_survives_its_file_and_another_kind_is_refused() -> None:
    signer = Ed25519Signer.generate("k")
    assert Ed25519Signer.from_pem("k", signer.to_pem()).public() == signer.public()
    with pytest.raises(ValueError, match=r".*"):
        Ed25519Signer.from_pem("k", b"not a key")
