"""The Merkle tree of RFC 9162 §2.1: hashes, roots, inclusion and consistency proofs.

Perfect subtrees are kept by level and index, so that appending and proving touch about log2(n) of them.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence

# (level, index) → the hash of the perfect subtree of 2^level leaves that starts at index × 2^level.
NodeAt = Callable[[int, int], bytes]
# Where a node stands: (level, index).
Place = tuple[int, int]


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf: SHA-256 of 0x00 and the data."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256 of 0x01 and both children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def places_of(*computations: Callable[[NodeAt], object]) -> set[Place]:
    """The nodes that computations will ask for, so that they can be fetched together.

    Which nodes are asked for depends on sizes and indices alone, never on hashes.
    """
    asked: set[Place] = set()

    def note(level: int, index: int) -> bytes:
        asked.add((level, index))
        return b""

    for compute in computations:
        compute(note)
    return asked


def new_nodes(index: int, leaf: bytes, node_at: NodeAt) -> Iterator[tuple[int, int, bytes]]:
    """The perfect subtrees that appending the leaf with this index completes: (level, index, hash)."""
    level, place, current = 0, index, leaf
    yield level, place, current
    while place % 2 == 1:
        current = node_hash(node_at(level, place - 1), current)
        level, place = level + 1, place // 2
        yield level, place, current


def edge_places(size: int, added: int) -> set[Place]:
    """The nodes of a log of this size that appending so many leaves is hashed with.

    They are perfect subtrees at its right edge, each the left one of a pair that the new leaves complete.
    """
    levels = (level for level in range(size.bit_length()) if size >> level & 1)
    return {
        (level, (size >> level) - 1) for level in levels if ((size >> level) + 1) << level <= size + added
    }


def range_hash(start: int, end: int, node_at: NodeAt) -> bytes:
    """MTH of the leaves start … end-1, where start is a multiple of the power of two that the recursion needs."""
    size = end - start
    if size == 0:
        return hashlib.sha256(b"").digest()
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return node_at(level, start >> level)
    split = _split(size)
    return node_hash(range_hash(start, start + split, node_at), range_hash(start + split, end, node_at))


def _split(size: int) -> int:
    """The largest power of two below the size."""
    return 1 << (size - 1).bit_length() - 1


def root(size: int, node_at: NodeAt) -> bytes:
    """The root of the first `size` leaves."""
    return range_hash(0, size, node_at)


def inclusion_proof(index: int, size: int, node_at: NodeAt) -> list[bytes]:
    """The proof that the leaf is in the tree of that size (RFC 9162 §2.1.3.1). Raises ValueError."""
    if not 0 <= index < size:
        raise ValueError("the leaf is not in a tree of that size")
    return _path(index, 0, size, node_at)


def _path(index: int, start: int, end: int, node_at: NodeAt) -> list[bytes]:
    size = end - start
    if size == 1:
        return []
    split = start + _split(size)
    if index < split:
        return [*_path(index, start, split, node_at), range_hash(split, end, node_at)]
    return [*_path(index, split, end, node_at), range_hash(start, split, node_at)]


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected_root: bytes
) -> bool:
    """Whether the proof leads from the leaf hash to the root (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return False
    fn, sn, current = index, size - 1, leaf
    for sibling in proof:
        if sn == 0:
            return False
        if fn % 2 or fn == sn:
            current = node_hash(sibling, current)
            while fn % 2 == 0 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            current = node_hash(current, sibling)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and current == expected_root


def consistency_proof(first: int, second: int, node_at: NodeAt) -> list[bytes]:
    """The proof that the tree of the first size is a beginning of the second (RFC 9162 §2.1.4.1)."""
    if not 0 < first <= second:
        raise ValueError("the first size must be between 1 and the second")
    return _subproof(first, 0, second, node_at, whole=True)


def _subproof(size: int, start: int, end: int, node_at: NodeAt, *, whole: bool) -> list[bytes]:
    length = end - start
    if size == length:
        return [] if whole else [range_hash(start, end, node_at)]
    split = _split(length)
    if size <= split:
        return [
            *_subproof(size, start, start + split, node_at, whole=whole),
            range_hash(start + split, end, node_at),
        ]
    return [
        *_subproof(size - split, start + split, end, node_at, whole=False),
        range_hash(start, start + split, node_at),
    ]


def verify_consistency(sizes: tuple[int, int], roots: tuple[bytes, bytes], proof: Sequence[bytes]) -> bool:
    """Whether the tree of the second size and root continues that of the first (RFC 9162 §2.1.4.2)."""
    (first, second), (first_root, second_root) = sizes, roots
    if not 0 < first <= second:
        return False
    if first == second:
        return not proof and first_root == second_root
    path = [first_root, *proof] if first & (first - 1) == 0 else list(proof)
    if not path:
        return False
    fn, sn = first - 1, second - 1
    while fn % 2:
        fn, sn = fn >> 1, sn >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if sn == 0:
            return False
        if fn % 2 or fn == sn:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while fn % 2 == 0 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            new = node_hash(new, sibling)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and old == first_root and new == second_root
