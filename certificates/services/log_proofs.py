"""What the log shows of itself: its head, its tiles, its keys, and the proof that goes with a credential.

Only what a signed head covers is shown: an entry that no head covers yet could still fall with its transaction.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from certificates.models import (
    Credential,
    CredentialEvent,
    IssuerKey,
    KeyChange,
    LogCheckpoint,
    LogLeaf,
    LogNode,
    LogWitness,
    WitnessSignature,
)
from certificates.services.log import LogTornBack, growth_of, log_origin, proof_of
from certificates.services.witnesses import witnessed_note
from certificates.transparency import (
    KeyKind,
    LogProof,
    Tile,
    VerifierKey,
    encoded,
    join_entries,
    join_hashes,
    leaf_hash,
    leaf_opening,
    tlog_proof,
)


class Lack(StrEnum):
    """Why there is no proof."""

    SPECIMEN = "specimen"
    ERASED = "erased"
    NOT_COVERED = "not-covered"


class NoProof(Exception):
    """There is no proof for this credential, or not yet."""

    def __init__(self, lack: Lack) -> None:
        super().__init__(lack.value)
        self.lack = lack


def newest_head() -> LogCheckpoint | None:
    """The newest signed head. One query."""
    return LogCheckpoint.objects.first()


def newest_note() -> str:
    """The newest head as a signed note with its witnesses' lines; "" before the first. Two queries."""
    head = newest_head()
    return witnessed_note(head) if head is not None else ""


def tile_bytes(tile: Tile) -> bytes | None:
    """The bytes of a tile or bundle, or None where the newest head does not cover it. Two queries."""
    size = LogCheckpoint.objects.values_list("size", flat=True).first() or 0
    if not tile.is_within(size):
        return None
    run = {"index__gte": tile.start, "index__lt": tile.start + tile.width}
    if tile.tree_level == 0:
        leaves = LogLeaf.objects.filter(**run).order_by("index").values_list("data", flat=True)
        entries = [bytes(data) for data in leaves]
        _judge_run(tile, len(entries))
        return join_entries(entries) if tile.level is None else join_hashes([*map(leaf_hash, entries)])
    nodes = LogNode.objects.filter(level=tile.tree_level, **run).order_by("index")
    hashes = [bytes(value) for value in nodes.values_list("hash", flat=True)]
    _judge_run(tile, len(hashes))
    return join_hashes(hashes)


def _judge_run(tile: Tile, count: int) -> None:
    # A shorter tile would be cached for ever.
    if count != tile.width:
        raise LogTornBack(f"The log has {count} of the {tile.width} pieces of {tile.path()}.")


def consistency(old: int, new: int) -> dict[str, object] | None:
    """The proof that the log of one size continues another, or None for sizes outside the newest head."""
    size = LogCheckpoint.objects.values_list("size", flat=True).first() or 0
    if not 0 < old <= new <= size:
        return None
    return {"old": old, "new": new, "proof": encoded(growth_of(old, new))}


def proof_text(credential: Credential) -> str | None:
    """The credential's tlog-proof, or None where there is none, or none yet."""
    try:
        return prove(credential)
    except NoProof:
        return None


def prove(credential: Credential) -> str:
    """The credential's tlog-proof: its entry under a signed head, and what opens the entry, without the name.

    The head is the first that a witness confirmed; without a witness the newest. Raises NoProof. A constant
    number of queries.
    """
    if credential.is_specimen or credential.leaf_id is None:
        raise NoProof(Lack.SPECIMEN)
    index = credential.leaf_id
    salts = CredentialEvent.objects.filter(leaf_id=index).values_list("leaf_salt", flat=True)
    salt = bytes(salts.first() or b"")
    if not salt:
        raise NoProof(Lack.ERASED)
    return _opened(index, salt)


def prove_key_change(change: KeyChange) -> str:
    """The tlog-proof of a published set of keys: old keys can be shown when the address is lost. Raises NoProof."""
    return _opened(change.leaf_id, bytes(change.leaf_salt))


def _opened(index: int, salt: bytes) -> str:
    head = _head_over(index)
    if head is None:
        raise NoProof(Lack.NOT_COVERED)
    leaf = bytes(LogLeaf.objects.values_list("data", flat=True).get(index=index))
    hashes = tuple(proof_of(index, head.size))
    return tlog_proof(LogProof(index, hashes, witnessed_note(head), leaf_opening(leaf, salt)))


def _head_over(index: int) -> LogCheckpoint | None:
    """The head to prove an entry under. At most two queries."""
    witnessed = WitnessSignature.objects.filter(checkpoint_id__gt=index, witness__is_active=True)
    first = witnessed.select_related("checkpoint").first()
    if first is not None:
        return first.checkpoint
    return LogCheckpoint.objects.filter(size__gt=index).first()


@dataclass(frozen=True, slots=True)
class LogKey:
    """A key that signs heads, or did."""

    vkey: str
    created_at: datetime
    retired_at: datetime | None


def log_keys() -> list[LogKey]:
    """Every key that ever signed heads, the one in use first. Two queries."""
    name = log_origin()
    keys = IssuerKey.objects.filter(purpose=IssuerKey.Purpose.LOG).order_by("-created_at", "-pk")
    return [
        LogKey(VerifierKey(name, KeyKind.NOTE, bytes(key.public)).text(), key.created_at, key.retired_at)
        for key in keys
    ]


def newest_witnessed() -> WitnessSignature | None:
    """The confirmation of the largest head that a witness confirmed. One query."""
    signatures = WitnessSignature.objects.filter(witness__is_active=True)
    return signatures.select_related("witness").order_by("-checkpoint_id", "signed_at").first()


def witnesses() -> list[LogWitness]:
    """The witnesses whose word is shown."""
    return list(LogWitness.objects.filter(is_active=True))
