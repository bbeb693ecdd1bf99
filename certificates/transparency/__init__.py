"""The pure half of the transparency log: leaves, tree, proofs, checkpoints."""

from certificates.transparency.checkpoints import (
    Checkpoint,
    CheckpointRefused,
    open_checkpoint,
    sign_checkpoint,
)
from certificates.transparency.leaves import SALT_BYTES, LogEvent, commitment, leaf_data
from certificates.transparency.proofs import (
    LogProof,
    ProofUnreadable,
    encoded,
    leaf_opening,
    read_tlog_proof,
    tlog_proof,
)
from certificates.transparency.tiles import Tile, join_entries, join_hashes, read_tile_path
from certificates.transparency.tree import (
    NodeAt,
    Place,
    consistency_proof,
    edge_places,
    inclusion_proof,
    leaf_hash,
    new_nodes,
    places_of,
    root,
    verify_consistency,
    verify_inclusion,
)
from certificates.transparency.verifier_keys import KeyKind, VerifierKey, read_verifier_key
from certificates.transparency.witnesses import (
    Cosignature,
    CosignatureRefused,
    cosign,
    note_body,
    open_cosignature,
    signature_lines,
)

__all__ = [
    "SALT_BYTES",
    "Checkpoint",
    "CheckpointRefused",
    "Cosignature",
    "CosignatureRefused",
    "KeyKind",
    "LogEvent",
    "LogProof",
    "NodeAt",
    "Place",
    "ProofUnreadable",
    "Tile",
    "VerifierKey",
    "commitment",
    "consistency_proof",
    "cosign",
    "edge_places",
    "encoded",
    "inclusion_proof",
    "join_entries",
    "join_hashes",
    "leaf_data",
    "leaf_hash",
    "leaf_opening",
    "new_nodes",
    "note_body",
    "open_checkpoint",
    "open_cosignature",
    "places_of",
    "read_tile_path",
    "read_tlog_proof",
    "read_verifier_key",
    "root",
    "sign_checkpoint",
    "signature_lines",
    "tlog_proof",
    "verify_consistency",
    "verify_inclusion",
]
