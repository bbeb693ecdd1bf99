"""Appending to the transparency log, and signing its heads. One writer at a time."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q

from certificates.models import Issuer, IssuerKey, LogCheckpoint, LogLeaf, LogNode
from certificates.services.issuer import identity, pin_identity
from certificates.services.keys import active_key, signer_of
from certificates.services.published_heads import HeadRefused, keep_head, kept_head
from certificates.transparency import (
    SALT_BYTES,
    Checkpoint,
    LogEvent,
    NodeAt,
    Place,
    consistency_proof,
    edge_places,
    inclusion_proof,
    leaf_data,
    leaf_hash,
    new_nodes,
    places_of,
    root,
    sign_checkpoint,
)


@dataclass(frozen=True, slots=True)
class Logged:
    """A leaf and the salt without which it says nothing."""

    leaf: LogLeaf
    salt: bytes


class LogTornBack(Exception):
    """The log is not a continuation of what was signed before: a signature now would prove that it was changed."""


def fetch_nodes(places: Collection[Place]) -> NodeAt:
    """The nodes at these places, in at most two queries: one of hashes, one of leaves.

    Asking the result for another place, or for one that the log lacks, raises LogTornBack.
    """
    leaves = [index for level, index in places if level == 0]
    wanted = Q()
    for level in {level for level, _index in places if level}:
        wanted |= Q(level=level, index__in=[index for other, index in places if other == level])
    found: dict[Place, bytes] = {}
    if wanted:
        nodes = LogNode.objects.filter(wanted).values_list("level", "index", "hash")
        found = {(level, index): bytes(value) for level, index, value in nodes}
    if leaves:
        # The hash of a leaf is not kept: it follows from the leaf.
        for index, data in LogLeaf.objects.filter(index__in=leaves).values_list("index", "data"):
            found[0, index] = leaf_hash(bytes(data))

    def node_at(level: int, index: int) -> bytes:
        try:
            return found[level, index]
        except KeyError as error:
            raise LogTornBack(f"The log lacks its node {index} of level {level}.") from error

    return node_at


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
    fresh: dict[Place, bytes] = {}
    edge = fetch_nodes(edge_places(size, len(entries)))

    def node_at(level: int, place: int) -> bytes:
        return fresh.get((level, place)) or edge(level, place)

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
    """The inclusion proof of a leaf in the tree of a size. Raises ValueError for a leaf outside it."""
    prove = partial(inclusion_proof, leaf_index, size)
    return prove(fetch_nodes(places_of(prove)))


def growth_of(first: int, second: int) -> list[bytes]:
    """The proof that the log of one size is the beginning of another. Raises ValueError for other sizes."""
    prove = partial(consistency_proof, first, second)
    return prove(fetch_nodes(places_of(prove)))


def log_origin() -> str:
    """The log's name in its notes: the address below which it is served, without the scheme."""
    return f"{urlsplit(identity().origin).netloc}/log"


def _signed_before(newest: LogCheckpoint | None) -> dict[int, bytes]:
    """The sizes and roots that the log must continue: the database's, and what is kept outside of it."""
    signed = {newest.size: bytes(newest.root)} if newest is not None else {}
    try:
        kept = kept_head()
    except HeadRefused as error:
        raise LogTornBack(f"{error} Nothing is signed: find out what became of it.") from error
    if kept is not None and kept.origin == log_origin():
        signed.setdefault(kept.size, kept.root)
        if signed[kept.size] != kept.root:
            raise LogTornBack(f"The head of {kept.size} leaves that was published is not the database's.")
    return signed


def _judge_growth(signed: Mapping[int, bytes], size: int, node_at: NodeAt) -> None:
    for earlier, head in signed.items():
        if size < earlier or root(earlier, node_at) != head:
            raise LogTornBack(
                f"A head of {earlier} leaves was signed, and the log with {size} does not continue it. "
                "Nothing is signed: find out what changed the log before anything is issued."
            )


@transaction.atomic
def sign_head(*, now: datetime) -> LogCheckpoint | None:
    """Sign the log's head as it stands; the newest checkpoint when nothing was added, None for an empty log.

    What was signed is kept in a file as well, which a restored database does not take back. Raises LogTornBack,
    and signs nothing, where the log is shorter or other than what was signed before.
    """
    pin_identity(now=now)
    size = log_size()
    newest = LogCheckpoint.objects.first()
    signed = _signed_before(newest)
    node_at = fetch_nodes(places_of(*(partial(root, one) for one in {size, *signed} if one <= size)))
    _judge_growth(signed, size, node_at)
    if size == 0 or (newest is not None and newest.size == size):
        if newest is not None:
            # Should a crash have come between the signing and the file.
            _keep(newest)
        return newest
    head = root(size, node_at)
    signer = signer_of(active_key(IssuerKey.Purpose.LOG))
    note = sign_checkpoint(Checkpoint(log_origin(), size, head), signer.sign, signer.public())
    signed_head = LogCheckpoint.objects.create(size=size, root=head, note=note, signed_at=now)
    _keep(signed_head)
    return signed_head


def _keep(head: LogCheckpoint) -> None:
    # After commit: a head that fell with its transaction was never published. Robust: a full disk is logged,
    # and does not make a failure of what is done.
    transaction.on_commit(partial(keep_head, head.note), robust=True)
