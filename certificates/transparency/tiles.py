"""The log in tiles, C2SP tlog-tiles: fixed pieces that are cached for ever and from which any proof is made."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

TILE_WIDTH = 256
# A tile of level L stands on subtrees of 2^(8 L) leaves.
TILE_HEIGHT = 8
_MOST_LEVEL = 63
_HASH_BYTES = 32
_MOST_ENTRY = 0xFFFF
_LEVEL = re.compile(r"(?:0|[1-9][0-9]?)\Z", re.ASCII)
# Four groups number 10^12 tiles; more are no tile of ours.
_PLACE = re.compile(r"((?:x[0-9]{3}/){0,3}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Tile:
    """A run of hashes, or of leaves where `level` is None: `width` of them from `index` × 256 on."""

    level: int | None
    index: int
    width: int = TILE_WIDTH

    @property
    def start(self) -> int:
        """The place of its first hash within its level."""
        return self.index * TILE_WIDTH

    @property
    def tree_level(self) -> int:
        """The level of the tree at which its hashes stand."""
        return (self.level or 0) * TILE_HEIGHT

    def path(self) -> str:
        """Its address below the log's, as "tile/0/x001/234.p/5"."""
        level = "entries" if self.level is None else str(self.level)
        partial = "" if self.width == TILE_WIDTH else f".p/{self.width}"
        return f"tile/{level}/{_groups(self.index)}{partial}"

    def is_within(self, size: int) -> bool:
        """Whether a log of this size has every hash of the tile."""
        return self.start + self.width <= size >> self.tree_level


def _groups(index: int) -> str:
    """1234067 → x001/x234/067."""
    rest, last = divmod(index, 1000)
    groups = [f"{last:03}"]
    while rest:
        rest, group = divmod(rest, 1000)
        groups.insert(0, f"x{group:03}")
    return "/".join(groups)


def read_tile_path(level: str, place: str) -> Tile:
    """The tile behind the parts of an address. Raises ValueError for one that is not written in the one way."""
    found = _PLACE.match(place)
    if found is None or (level != "entries" and not _LEVEL.match(level)):
        raise ValueError("not the address of a tile")
    index = int(found.group(1).replace("x", "").replace("/", ""))
    width = int(found.group(2) or TILE_WIDTH)
    tile = Tile(None if level == "entries" else int(level), index, width)
    written_once = tile.path() == f"tile/{level}/{place}"
    if not written_once or width > TILE_WIDTH or (tile.level or 0) > _MOST_LEVEL:
        raise ValueError("not the address of a tile")
    return tile


def tiles_of(size: int) -> list[Tile]:
    """The tiles of hashes of a log of this size, level by level; those of its right edge are partial."""
    tiles, level, count = [], 0, size
    while count:
        full, rest = divmod(count, TILE_WIDTH)
        tiles += [Tile(level, index) for index in range(full)]
        if rest:
            tiles.append(Tile(level, full, rest))
        level, count = level + 1, full
    return tiles


def join_hashes(hashes: Sequence[bytes]) -> bytes:
    """The bytes of a tile. Raises ValueError for what is not SHA-256."""
    if any(len(value) != _HASH_BYTES for value in hashes):
        raise ValueError("a tile holds hashes of 32 bytes")
    return b"".join(hashes)


def split_hashes(data: bytes) -> list[bytes]:
    """The hashes of a tile. Raises ValueError for a torn one."""
    if len(data) % _HASH_BYTES:
        raise ValueError("a tile holds hashes of 32 bytes")
    return [data[place : place + _HASH_BYTES] for place in range(0, len(data), _HASH_BYTES)]


def join_entries(entries: Sequence[bytes]) -> bytes:
    """A bundle: each entry after its length in two bytes, the higher first. Raises ValueError for too long a one."""
    if any(len(entry) > _MOST_ENTRY for entry in entries):
        raise ValueError("an entry has at most 65,535 bytes")
    return b"".join(len(entry).to_bytes(2) + entry for entry in entries)


def split_entries(data: bytes) -> list[bytes]:
    """The entries of a bundle. Raises ValueError for a torn one."""
    entries, place = [], 0
    while place < len(data):
        start = place + 2
        place = start + int.from_bytes(data[place:start])
        if start > len(data) or place > len(data):
            raise ValueError("a bundle ends within an entry")
        entries.append(data[start:place])
    return entries
