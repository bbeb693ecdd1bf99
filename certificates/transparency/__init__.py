"""The pure half of the transparency log: leaves, tree, proofs, checkpoints."""

from certificates.transparency.checkpoints import (
    Checkpoint,
    CheckpointRefused,
    open_checkpoint,
    sign_checkpoint,
)
from certificates.transparency.leaves import SALT_BYTES, LogEvent, commitment, leaf_data
from certificates.transparency.tree import (
    NodeAt,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    new_nodes,
    root,
    verify_consistency,
    verify_inclusion,
)

__all__ = [
    "SALT_BYTES",
    "Checkpoint",
    "CheckpointRefused",
    "LogEvent",
    "NodeAt",
    "commitment",
    "consistency_proof",
    "inclusion_proof",
    "leaf_data",
    "leaf_hash",
    "new_nodes",
    "open_checkpoint",
    "root",
    "sign_checkpoint",
    "verify_consistency",
    "verify_inclusion",
]
