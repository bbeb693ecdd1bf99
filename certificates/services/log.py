"""Appending to the transparency log, and signing its heads. One writer at a time."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction

from certificates.models import Issuer, IssuerKey, LogCheckpoint, LogLeaf, LogNode
from certificates.services.issuer import identity, pin_identity
from certificates.services.keys import active_key, signer_of
from certificates.transparency import (
    SALT_BYTES,
    Checkpoint,
    LogEvent,
    inclusion_proof,
    leaf_data,
    leaf_hash,
    new_nodes,
    root,
    sign_checkpoint,
)


@dataclass(frozen=True, slots=True)
class Logged:
    """A leaf and the salt without which it says nothing."""

    leaf: LogLeaf
    salt: bytes


def _node_at(level: int, index: int) -> bytes:
    if level == 0:
        # Not kept: it follows from the leaf.
        return leaf_hash(bytes(LogLeaf.objects.values_list("data", flat=True).get(index=index)))
    return bytes(LogNode.objects.values_list("hash", flat=True).get(level=level, index=index))


def append_leaf(event: LogEvent, commits: Mapping[str, bytes], *, issuer: Issuer, now: datetime) -> Logged:
    """Append one leaf, as append_leaves does."""
    return append_leaves(event, [commits], issuer=issuer, now=now)[0]


def append_leaves(
    event: LogEvent, entries: Sequence[Mapping[str, bytes]], *, issuer: Issuer, now: datetime
) -> list[Logged]:
    """Append leaves in the caller's transaction, so that they stand or fall with what they record.

    `issuer` is the row that pin_identity locked: whoever holds it is the only writer.
    """
    del issuer
    size = log_size()
    fresh: dict[tuple[int, int], bytes] = {}

    def node_at(level: int, place: int) -> bytes:
        return fresh.get((level, place)) or _node_at(level, place)

    logged = []
    for index, commits in enumerate(entries, start=size):
        salt = secrets.token_bytes(SALT_BYTES)
        data = leaf_data(event, salt=salt, at=now, commits=commits)
        logged.append(Logged(LogLeaf(index=index, data=data, event=event.value, at=now), salt))
        fresh |= {(level, place): value for level, place, value in new_nodes(index, leaf_hash(data), node_at)}
    LogLeaf.objects.bulk_create(entry.leaf for entry in logged)
    LogNode.objects.bulk_create(
        LogNode(level=level, index=place, hash=value) for (level, place), value in fresh.items() if level
    )
    return logged


def log_size() -> int:
    """How many leaves the log has."""
    newest = LogLeaf.objects.order_by("-index").values_list("index", flat=True).first()
    return 0 if newest is None else newest + 1


def proof_of(leaf_index: int, size: int) -> list[bytes]:
    """The inclusion proof of a leaf in the tree of a size."""
    return inclusion_proof(leaf_index, size, _node_at)


class LogTornBack(Exception):
    """The log is not a continuation of what was signed before: a signature now would prove that it was changed."""


def _judge_growth(newest: LogCheckpoint, size: int) -> None:
    if size < newest.size or root(newest.size, _node_at) != bytes(newest.root):
        raise LogTornBack(
            f"A head of {newest.size} leaves was signed, and the log with {size} does not continue it. "
            "Nothing is signed: find out what changed the log before anything is issued."
        )


@transaction.atomic
def sign_head(*, now: datetime) -> LogCheckpoint | None:
    """Sign the log's head as it stands; the newest checkpoint when nothing was added, None for an empty log.

    Raises LogTornBack, and signs nothing, where the log is shorter or other than what was signed before.
    """
    pin_identity(now=now)
    size = log_size()
    newest = LogCheckpoint.objects.first()
    if newest is not None:
        _judge_growth(newest, size)
    if size == 0 or (newest is not None and newest.size == size):
        return newest
    head = root(size, _node_at)
    signer = signer_of(active_key(IssuerKey.Purpose.LOG))
    origin = f"{urlsplit(identity().origin).netloc}/log"
    note = sign_checkpoint(Checkpoint(origin, size, head), signer.sign, signer.public())
    return LogCheckpoint.objects.create(size=size, root=head, note=note, signed_at=now)
