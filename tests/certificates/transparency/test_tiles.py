"""Tiles and bundles, read back by a reader that has nothing else."""

import hashlib

import pytest

from certificates.transparency import leaf_hash, new_nodes, root
from certificates.transparency.tiles import (
    TILE_WIDTH,
    Tile,
    join_entries,
    join_hashes,
    read_tile_path,
    split_entries,
    split_hashes,
    tiles_of,
)

LARGEST = 600


def _tree(size: int) -> dict[tuple[int, int], bytes]:
    nodes: dict[tuple[int, int], bytes] = {}
    for index in range(size):
        leaf = leaf_hash(str(index).encode())
        for level, place, value in new_nodes(index, leaf, lambda level, place: nodes[level, place]):
            nodes[level, place] = value
    return nodes


NODES = _tree(LARGEST)


def served(tile: Tile) -> bytes:
    """The bytes of a tile of the tree of this test."""
    places = range(tile.start, tile.start + tile.width)
    return join_hashes([NODES[tile.tree_level, place] for place in places])


def root_by_a_reader(size: int, tiles: dict[str, bytes]) -> bytes:
    """The root of a size from tiles alone, taking each perfect subtree from the highest tile that has it."""

    def hash_of(start: int, count: int) -> bytes:
        if count & (count - 1):
            split = 1 << (count.bit_length() - 1)
            return hashlib.sha256(
                b"\x01" + hash_of(start, split) + hash_of(start + split, count - split)
            ).digest()
        level = (count.bit_length() - 1) // 8
        first, wanted = start >> (8 * level), count >> (8 * level)
        number, offset = divmod(first, TILE_WIDTH)
        edge = (size >> (8 * level)) - number * TILE_WIDTH
        name = Tile(level, number, min(edge, TILE_WIDTH)).path()
        hashes = split_hashes(tiles[name])[offset : offset + wanted]
        while len(hashes) > 1:
            pairs = zip(hashes[::2], hashes[1::2], strict=True)
            hashes = [hashlib.sha256(b"\x01" + left + right).digest() for left, right in pairs]
        return hashes[0]

    return hash_of(0, size)


def test_a_reader_of_tiles_alone_finds_the_root_of_every_size() -> None:
    for size in range(1, LARGEST + 1):
        tiles = {tile.path(): served(tile) for tile in tiles_of(size)}
        assert root_by_a_reader(size, tiles) == root(size, lambda level, place: NODES[level, place])


def test_a_log_of_70_000_has_the_tiles_of_the_published_example() -> None:
    widths = [(tile.level, tile.width) for tile in tiles_of(70_000)]
    assert widths.count((0, 256)) == 273
    assert [one for one in widths if one[1] < 256] == [(0, 112), (1, 17), (2, 1)]
    assert widths.count((1, 256)) == 1
    assert len(widths) == 273 + 1 + 1 + 1 + 1


def test_a_log_of_256_has_a_full_tile_and_one_hash_above_it() -> None:
    assert [(tile.level, tile.width) for tile in tiles_of(256)] == [(0, 256), (1, 1)]


@pytest.mark.parametrize(
    ("level", "place", "tile"),
    [
        ("0", "x001/x234/067", Tile(0, 1_234_067)),
        ("0", "000", Tile(0, 0)),
        ("1", "999.p/255", Tile(1, 999, 255)),
        ("63", "x001/000.p/1", Tile(63, 1000, 1)),
        ("entries", "005.p/10", Tile(None, 5, 10)),
    ],
)
def test_an_address_is_read_and_written_in_one_way(level: str, place: str, tile: Tile) -> None:
    assert read_tile_path(level, place) == tile
    assert tile.path() == f"tile/{level}/{place}"


@pytest.mark.parametrize(
    ("level", "place"),
    [
        ("00", "000"),
        ("64", "000"),
        ("-1", "000"),
        ("٣", "000"),
        ("0", "0"),
        ("0", "1000"),
        ("0", "x000/001"),
        ("0", "001/002"),
        ("0", "x001"),
        ("0", "000.p/0"),
        ("0", "000.p/01"),
        ("0", "000.p/256"),
        ("0", "000.p/999"),
        ("0", "000.p/"),
        ("0", "000\n"),
        ("0", "x001/x001/x001/x001/001"),
        ("entry", "000"),
        ("0", "٠٠٠"),
    ],
)
def test_any_other_address_is_refused(level: str, place: str) -> None:
    with pytest.raises(ValueError, match="not the address"):
        read_tile_path(level, place)


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 65_535, 65_536, 65_537, 70_000])
def test_a_log_covers_its_own_tiles_and_not_one_hash_more(size: int) -> None:
    for tile in tiles_of(size):
        assert tile.is_within(size)
        if tile.width < TILE_WIDTH:
            assert not Tile(tile.level, tile.index, tile.width + 1).is_within(size)
    assert not Tile(0, size // TILE_WIDTH).is_within(size)


def test_a_bundle_gives_its_entries_back_and_a_torn_one_is_refused() -> None:
    entries = [b"", b"a", b"x" * 65_535]
    data = join_entries(entries)
    assert data[:5] == b"\x00\x00\x00\x01a"
    assert split_entries(data) == entries
    for torn in (data[:-1], data + b"\x00", data + b"\x00\x01"):
        with pytest.raises(ValueError, match="ends within"):
            split_entries(torn)
    with pytest.raises(ValueError, match="65,535"):
        join_entries([b"x" * 65_536])


def test_a_tile_holds_whole_hashes_only() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        join_hashes([b"short"])
    with pytest.raises(ValueError, match="32 bytes"):
        split_hashes(b"x" * 33)
