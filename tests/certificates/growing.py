"""Certificates by the million, for measuring: copied in the shape and size of those that were issued."""

import hashlib
from collections.abc import Sequence

from certificates.models import Credential, LogLeaf, LogNode, StatusList
from certificates.services.log import log_size
from certificates.transparency import leaf_hash, new_nodes
from tests.factories.rows import copy_like, random_uuid, unchecked

# Rows made here are numbered from there on.
FIRST = 10_000_000
_PER_LIST = 65_536


def grow(
    sample: Credential, count: int, *, holders: Sequence[int], names: Sequence[str] = (), first: int = FIRST
) -> None:
    """Add certificates like `sample`, with leaves, nodes, events and pending PDFs; holders have ten each or so.

    They bear the sample's name, or the names given, in turn.

    The log's tree is a true one, and each document as long as the sample's; nothing of it is signed.
    """
    start = log_size()
    ids = range(first, first + count)
    lists = [
        StatusList.objects.create(
            slug=f"grown-{first + number}",
            given=_PER_LIST,
            document=bytes(sample.status_list.document),
            digest=sample.status_list.digest,
            signed_at=sample.status_list.signed_at,
            valid_until=sample.status_list.valid_until,
        ).pk
        for number in range(count // _PER_LIST + 1)
    ]
    with unchecked():
        _copy_leaves(start, count, sample, first=first)
        _copy_credentials(sample, ids, start, lists=lists, holders=holders, names=names)
        copy_like(sample.events.get(), ids, leaf_id=lambda n: start + n, credential_id=lambda n: ids[n])
        printed = {"credential_id": lambda n: ids[n], "leaf_id": lambda _n: None}
        copy_like(sample.pdf, ids, rendered_at=lambda _n: sample.awarded_at, **printed)


def _copy_leaves(start: int, count: int, sample: Credential, *, first: int) -> None:
    if sample.leaf is None:
        raise ValueError("the sample is logged")
    nodes = {
        (level, index): bytes(value)
        for level, index, value in LogNode.objects.values_list("level", "index", "hash")
    }
    for index, data in LogLeaf.objects.values_list("index", "data"):
        nodes[0, index] = leaf_hash(bytes(data))
    filler = bytes(sample.leaf.data).decode()

    def data_of(index: int) -> bytes:
        return filler.replace("issued", f"issued-{index}").encode()

    fresh: list[tuple[int, int, bytes]] = []
    for index in range(start, start + count):
        made = new_nodes(index, leaf_hash(data_of(index)), lambda level, place: nodes[level, place])
        for level, place, value in made:
            nodes[level, place] = value
            if level:
                fresh.append((level, place, value))
    ids = range(start, start + count)
    copy_like(sample.leaf, ids, data=lambda n: data_of(ids[n]))
    node = LogNode(level=0, index=0, hash=b"")
    copy_like(
        node,
        range(2 * first, 2 * first + len(fresh)),
        level=lambda n: fresh[n][0],
        index=lambda n: fresh[n][1],
        hash=lambda n: fresh[n][2],
    )


def _copy_credentials(
    sample: Credential,
    ids: range,
    start: int,
    *,
    lists: Sequence[int],
    holders: Sequence[int],
    names: Sequence[str],
) -> None:
    names = names or (sample.recipient_name,)
    document, old = bytes(sample.document), str(sample.uuid).encode()
    uuids = [random_uuid() for _pk in ids]

    def document_of(number: int) -> bytes:
        return document.replace(old, str(uuids[number]).encode())

    copy_like(
        sample,
        ids,
        uuid=lambda n: uuids[n],
        code=lambda n: _code(ids[n]),
        subject_id=lambda _n: random_uuid(),
        recipient_id=lambda n: holders[n % len(holders)],
        recipient_name=lambda n: names[n % len(names)],
        recipient_email=lambda n: f"holder-{ids[n]}@synthetic.invalid",
        status_list_id=lambda n: lists[n // _PER_LIST],
        status_index=lambda n: n % _PER_LIST,
        document=document_of,
        digest=lambda n: hashlib.sha256(document_of(n)).hexdigest(),
        leaf_id=lambda n: start + n,
        standing=lambda n: "revoked" if n % 100 == 0 else "valid",
    )


def _code(number: int) -> str:
    # Spread over the index as real codes are; not valid ones, so that they never meet a real one.
    text = hashlib.sha256(str(number).encode()).hexdigest()[:12].upper()
    return f"ASY-{text[:4]}-{text[4:8]}-{text[8:]}"
