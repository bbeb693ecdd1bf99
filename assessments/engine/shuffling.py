"""Orders that are the same for the same seed, for ever.

Python promises the same numbers for the same seed, but not the same shuffle from one version to the next.
An order by hash needs no promise but SHA-256's: whoever has the seed can compute it again in any language.
"""

import hashlib
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T", str, int)


def shuffled(names: Iterable[T], *, seed: int, purpose: str) -> list[T]:
    """Names ordered by the SHA-256 of "seed|purpose|name".

    `purpose` keeps two orders that are made from one seed apart. Names are distinct. The order does not
    depend on the order in which they are given, and leaving one out leaves the others as they were.
    """

    def place(name: T) -> bytes:
        return hashlib.sha256(f"{seed}|{purpose}|{name}".encode()).digest()

    return sorted(names, key=place)
