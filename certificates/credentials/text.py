"""Which characters may be signed: only those that every verifier writes down in the same way."""

import re
import unicodedata

# Control characters other than tab and line ends, noncharacters and lone surrogates: canonicalizers
# disagree on how to escape them (RDF Dataset Canonicalization, §A), so that a credential which holds one
# verifies in one tool and not in another.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
# Overrides and isolates of direction could make a name read as another one.
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")


def unsafe_character(text: str) -> str:
    """The first character that may not be signed, or ""."""
    found = _UNSAFE.search(text)
    return found.group() if found else ""


def plain_name(text: str) -> str:
    """A person's name on one line, in composed form, without characters that may not be signed.

    Raises ValueError when nothing is left.
    """
    cleaned = " ".join(_DIRECTION.sub("", _UNSAFE.sub(" ", unicodedata.normalize("NFC", text))).split())
    if not cleaned:
        raise ValueError("a name needs at least one character")
    return cleaned


def reads_right_to_left(text: str) -> bool:
    """Whether a line starts on the right: its first letter with a direction says so (Unicode UAX 9, P2 and P3)."""
    strong = (unicodedata.bidirectional(character) for character in text)
    return next((kind for kind in strong if kind in {"L", "R", "AL"}), "L") != "L"


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same to a reader: spaces, case and forms of the same letters aside."""

    def plain(name: str) -> str:
        return " ".join(unicodedata.normalize("NFKC", name).casefold().split())

    return plain(one) == plain(other)
