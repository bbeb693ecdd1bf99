"""However long the log is, what it does costs the same number of queries."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certificates.models import LogCheckpoint, LogLeaf, LogNode
from certificates.services.issuer import ensure_issuer, pin_identity
from certificates.services.log import (
    LogTornBack,
    append_leaf,
    append_leaves,
    fetch_nodes,
    growth_of,
    log_size,
    proof_of,
    sign_head,
)
from certificates.transparency import (
    LogEvent,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    new_nodes,
    places_of,
    root,
    verify_consistency,
    verify_inclusion,
)
from tests.factories.certificates import NOON
from tests.factories.log import grow_log

pytestmark = pytest.mark.django_db

SIZES = [1, 50, 5000]
COMMITS = {"credential": b"c", "document": b"d"}


def queries_of(act: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as context:
        act()
    return len([one for one in context if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))])


@pytest.fixture(params=SIZES, ids=str)
def size(request: Any) -> int:
    ensure_issuer(now=NOON)
    grow_log(request.param)
    return int(request.param)


def test_appending_costs_one_query_for_the_size_two_for_nodes_and_two_to_write(size: int) -> None:
    issuer = pin_identity(now=NOON)
    assert queries_of(lambda: append_leaf(LogEvent.ISSUED, COMMITS, issuer=issuer, now=NOON)) <= 5


def test_a_batch_costs_what_one_leaf_costs(size: int) -> None:
    issuer = pin_identity(now=NOON)
    assert queries_of(lambda: append_leaves(LogEvent.ISSUED, [COMMITS] * 40, issuer=issuer, now=NOON)) <= 5
    assert log_size() == size + 40


def test_a_proof_costs_two_queries(size: int) -> None:
    for index in {0, size // 2, size - 1}:
        assert queries_of(lambda index=index: proof_of(index, size)) <= 2
    for first in {1, size // 2 or 1, size}:
        assert queries_of(lambda first=first: growth_of(first, size)) <= 2


def test_signing_a_head_costs_the_same_however_long_the_log_is(size: int) -> None:
    sign_head(now=NOON)
    issuer = pin_identity(now=NOON)
    append_leaves(LogEvent.ISSUED, [COMMITS] * 3, issuer=issuer, now=NOON)
    # Identity three times (made, locked, named), size, newest head, nodes, leaves, key, the new head.
    assert queries_of(lambda: sign_head(now=NOON + timedelta(hours=1))) <= 9


def test_what_is_read_together_is_what_was_written() -> None:
    ensure_issuer(now=NOON)
    issuer = pin_identity(now=NOON)
    nodes: dict[tuple[int, int], bytes] = {}
    for step in (1, 2, 5, 1, 40, 21):
        append_leaves(LogEvent.ISSUED, [COMMITS] * step, issuer=issuer, now=NOON)
    for index, data in LogLeaf.objects.order_by("index").values_list("index", "data"):
        leaf = leaf_hash(bytes(data))
        for level, place, value in new_nodes(index, leaf, lambda level, place: nodes[level, place]):
            nodes[level, place] = value
    stored = {(one.level, one.index): bytes(one.hash) for one in LogNode.objects.all()}
    assert stored == {place: value for place, value in nodes.items() if place[0]}

    def at(level: int, place: int) -> bytes:
        return nodes[level, place]

    for index in range(70):
        assert proof_of(index, 70) == inclusion_proof(index, 70, at)
        assert growth_of(index + 1, 70) == consistency_proof(index + 1, 70, at)
        leaf = leaf_hash(bytes(LogLeaf.objects.get(index=index).data))
        assert verify_inclusion(leaf, index, 70, proof_of(index, 70), root(70, at))
        roots = (root(index + 1, at), root(70, at))
        assert verify_consistency((index + 1, 70), roots, growth_of(index + 1, 70))


@pytest.mark.parametrize("size", [50, 5000], ids=str)
def test_nothing_is_appended_or_signed_where_nodes_are_missing(size: int) -> None:
    ensure_issuer(now=NOON)
    grow_log(size)
    sign_head(now=NOON)
    issuer = pin_identity(now=NOON)
    LogNode.objects.all()._raw_delete("default")
    with pytest.raises(LogTornBack, match="lacks"):
        append_leaves(LogEvent.ISSUED, [COMMITS] * 8, issuer=issuer, now=NOON)
    assert log_size() == size
    LogCheckpoint.objects.update(root=bytes(32))
    with pytest.raises(LogTornBack, match="lacks"):
        sign_head(now=NOON)
    assert LogCheckpoint.objects.count() == 1


def test_only_what_was_asked_for_is_there() -> None:
    grow_log(4)
    node_at = fetch_nodes(places_of(lambda at: root(3, at)))
    assert node_at(1, 0)
    with pytest.raises(LogTornBack, match="node 0 of level 2"):
        node_at(2, 0)
