"""Data Integrity proofs, cryptosuite eddsa-rdfc-2022 (W3C vc-di-eddsa 1.0, §3.2).

The signature covers the SHA-256 of the canonical proof options followed by that of the canonical
document (RDF Dataset Canonicalization).
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pyld import jsonld

from certificates.credentials.contexts import VC_V2, UnknownContext, load_document
from certificates.credentials.encoding import base58_decode, base58_encode
from certificates.credentials.signing import Signer
from certificates.credentials.text import unsafe_character

CRYPTOSUITE = "eddsa-rdfc-2022"
_SIGNATURE_BYTES = 64


class UndefinedTerms(ValueError):
    """A document has members that its contexts do not define: a signature would not cover them."""


class UnsafeText(ValueError):
    """A text holds a character that verifiers write down in different ways."""


class ProofRefused(ValueError):
    """A proof that does not hold; the message says which step failed, and `step` says it in a word."""

    def __init__(self, step: str, words: str) -> None:
        super().__init__(words)
        self.step = step


def canonical(document: Mapping[str, Any]) -> str:
    """Canonical N-Quads of a JSON-LD document, contexts pinned."""
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": load_document}
    return str(jsonld.normalize(dict(document), options))


def check_terms(document: Mapping[str, Any]) -> None:
    """Refuse a document with members that its contexts do not define (JSON-LD safe mode).

    pyld drops such members silently, so that anyone could add "grade": "A+" to a signed credential.
    Expanding and compacting must give the document back. Members that RDF has no place for even so
    (keywords such as @index, blank-node names, empty values), and contexts other than those pinned, are
    refused first. Raises UndefinedTerms naming one.
    """
    _check_form(document)
    options = {"documentLoader": load_document}
    expanded = jsonld.expand(dict(document), options)
    compacted = jsonld.compact(expanded, document["@context"], {**options, "compactArrays": True})
    lost = _lost(_plain(document), _plain(compacted), "")
    if lost:
        raise UndefinedTerms(lost)


def _check_form(document: Mapping[str, Any]) -> None:
    contexts = document.get("@context")
    if not isinstance(contexts, list) or contexts[:1] != [VC_V2]:
        raise UndefinedTerms("@context")
    for name in contexts:
        if not isinstance(name, str):
            raise UndefinedTerms("@context")
    _check_members({name: value for name, value in document.items() if name != "@context"}, "")


def _check_members(value: Any, path: str) -> None:
    if isinstance(value, Mapping | list) and not value:
        raise UndefinedTerms(path)
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name.startswith("@") or ":" in name:
                raise UndefinedTerms(f"{path}.{name}".lstrip("."))
            _check_members(inner, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        for inner in value:
            _check_members(inner, path)


def check_text(value: Any) -> None:
    """Refuse characters that canonicalizers disagree on, anywhere in a document. Raises UnsafeText."""
    if isinstance(value, Mapping):
        for inner in value.values():
            check_text(inner)
    elif isinstance(value, list):
        for inner in value:
            check_text(inner)
    elif isinstance(value, str) and (found := unsafe_character(value)):
        raise UnsafeText(f"U+{ord(found):04X} may not be signed")


def _plain(value: Any) -> Any:
    """Without contexts; a list of one and its only member are the same in JSON-LD."""
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items() if name != "@context"}
    if isinstance(value, list | tuple):
        return _plain(value[0]) if len(value) == 1 else [_plain(inner) for inner in value]
    return value


def _lost(mine: Any, theirs: Any, path: str) -> str:
    if isinstance(mine, dict):
        if not isinstance(theirs, dict):
            return path or "document"
        for name, inner in mine.items():
            if name not in theirs:
                return f"{path}.{name}".lstrip(".")
            if found := _lost(inner, theirs[name], f"{path}.{name}"):
                return found.lstrip(".")
        return ""
    if isinstance(mine, list):
        if not isinstance(theirs, list) or len(mine) != len(theirs):
            return path
        return next((found for a, b in zip(mine, theirs, strict=True) if (found := _lost(a, b, path))), "")
    return "" if mine == theirs else path


def _digest(document: Mapping[str, Any], options: Mapping[str, Any]) -> bytes:
    config = {"@context": document["@context"], **options}
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    return (
        hashlib.sha256(canonical(config).encode()).digest()
        + hashlib.sha256(canonical(unsigned).encode()).digest()
    )


def proof_options(method: str, *, created: str) -> dict[str, Any]:
    """A proof without its value."""
    return {
        "type": "DataIntegrityProof",
        "cryptosuite": CRYPTOSUITE,
        "created": created,
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }


def add_proof(document: Mapping[str, Any], signer: Signer, *, did: str, created: str) -> dict[str, Any]:
    """The document with a proof by the signer's key of this DID. Raises UndefinedTerms or UnsafeText."""
    check_text(document)
    check_terms(document)
    options = proof_options(f"{did}#{signer.kid}", created=created)
    return with_signature(document, options, signer.sign(_digest(document, options)))


def with_signature(
    document: Mapping[str, Any], options: Mapping[str, Any], signature: bytes
) -> dict[str, Any]:
    """The document with its proof: the options and the signature."""
    return {**document, "proof": {**options, "proofValue": "z" + base58_encode(signature)}}


def verify_proof(document: Mapping[str, Any], public: bytes) -> None:
    """Check a document's proof against a raw Ed25519 public key. Raises ProofRefused, UndefinedTerms or UnsafeText."""
    proof = document.get("proof")
    if not isinstance(proof, Mapping):
        raise ProofRefused("no-proof", "there is no proof, or more than one")
    if (proof.get("type"), proof.get("cryptosuite")) != ("DataIntegrityProof", CRYPTOSUITE):
        raise ProofRefused("proof-kind", "the proof is of a kind that we do not check")
    if proof.get("proofPurpose") != "assertionMethod":
        raise ProofRefused("proof-purpose", "the proof is not for issuing")
    value = str(proof.get("proofValue", ""))
    options = {name: inner for name, inner in proof.items() if name != "proofValue"}
    try:
        signature = base58_decode(value[1:]) if value.startswith("z") and len(value) < 120 else b""
        unsigned = {name: inner for name, inner in document.items() if name != "proof"}
        check_text(unsigned)
        check_terms(unsigned)
        check_terms({"@context": document["@context"], **options})
        message = _digest(document, options)
    except (UnknownContext, jsonld.JsonLdError, KeyError) as error:
        raise ProofRefused("no-graph", "the document cannot be read as a credential") from error
    except (UndefinedTerms, UnsafeText):
        raise
    except ValueError as error:
        raise ProofRefused("no-signature", "the signature cannot be read") from error
    if len(signature) != _SIGNATURE_BYTES:
        raise ProofRefused("no-signature", "the signature cannot be read")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature as error:
        raise ProofRefused("mismatch", "the signature does not match the content") from error
