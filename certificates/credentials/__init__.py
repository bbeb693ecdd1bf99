"""The pure half of credentials: documents, proofs, status lists, identifiers, codes, states."""

from certificates.credentials.claims import Claims, differing, signed_claims
from certificates.credentials.code_lists import MAX_CODES, NotAList, TooManyCodes, codes_in, list_text
from certificates.credentials.codes import CodeForm, ReadCode, new_code, read_code
from certificates.credentials.contexts import UnknownContext
from certificates.credentials.did import did_document, did_of
from certificates.credentials.documents import (
    AchievementFacts,
    CredentialFacts,
    EvidenceFacts,
    IssuerFacts,
    StatusFacts,
    achievement_object,
    credential_document,
)
from certificates.credentials.encoding import multikey, public_bytes
from certificates.credentials.proofs import ProofRefused, UndefinedTerms, UnsafeText, add_proof, verify_proof
from certificates.credentials.reading import MAX_BYTES, Unreadable, read_document
from certificates.credentials.signing import Ed25519Signer, Signer
from certificates.credentials.states import State, state_at
from certificates.credentials.status_lists import SIZE, bits_of, decode, encode, is_set, status_list_document
from certificates.credentials.templates import sign_credential
from certificates.credentials.text import plain_name, reads_right_to_left, same_name
from certificates.credentials.times import moment, stamp

__all__ = [
    "MAX_BYTES",
    "MAX_CODES",
    "SIZE",
    "AchievementFacts",
    "Claims",
    "CodeForm",
    "CredentialFacts",
    "Ed25519Signer",
    "EvidenceFacts",
    "IssuerFacts",
    "NotAList",
    "ProofRefused",
    "ReadCode",
    "Signer",
    "State",
    "StatusFacts",
    "TooManyCodes",
    "UndefinedTerms",
    "UnknownContext",
    "Unreadable",
    "UnsafeText",
    "achievement_object",
    "add_proof",
    "bits_of",
    "codes_in",
    "credential_document",
    "decode",
    "did_document",
    "did_of",
    "differing",
    "encode",
    "is_set",
    "list_text",
    "moment",
    "multikey",
    "new_code",
    "plain_name",
    "public_bytes",
    "read_code",
    "read_document",
    "reads_right_to_left",
    "same_name",
    "sign_credential",
    "signed_claims",
    "stamp",
    "state_at",
    "status_list_document",
    "verify_proof",
]
