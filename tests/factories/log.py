"""A log of any size, made at once."""

from datetime import datetime

from certificates.models import LogLeaf, LogNode
from certificates.services.log import log_size
from certificates.transparency import LogEvent, leaf_data, leaf_hash, new_nodes
from tests.factories.certificates import NOON


def grow_log(size: int, *, at: datetime = NOON) -> None:
    """Fill an empty log up to a size, as appending one by one would."""
    assert log_size() == 0
    nodes: dict[tuple[int, int], bytes] = {}
    leaves = []
    for index in range(size):
        salt = index.to_bytes(16)
        data = leaf_data(LogEvent.ISSUED, salt=salt, at=at, commits={"credential": b"c", "document": b"d"})
        leaves.append(LogLeaf(index=index, data=data, event="issued", at=at))
        for level, place, value in new_nodes(
            index, leaf_hash(data), lambda level, place: nodes[level, place]
        ):
            nodes[level, place] = value
    LogLeaf.objects.bulk_create(leaves)
    LogNode.objects.bulk_create(
        LogNode(level=level, index=place, hash=value) for (level, place), value in nodes.items() if level
    )
