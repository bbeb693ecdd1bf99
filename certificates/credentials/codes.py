"""Verification codes: ASY-XXXX-XXXX-XXXX, 50 random bits and two check characters.

Crockford's base 32; the check characters are Reed-Solomon over GF(32), so that one wrong character
can be found and put right without asking the database. The sum of a code's twelve symbols is zero: one
wrong character breaks that, a swap keeps it. So the two kinds of slip are never mistaken for each other,
one wrong character has one explanation, and only a swap may have several.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from reedsolo import ReedSolomonError, RSCodec

PREFIX = "ASY"
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_SEPARATORS = " \t\r\n\u00a0-\u2010\u2011\u2012\u2013\u2014\u2212_."
_FORGIVEN = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"} | dict.fromkeys(_SEPARATORS))
_DATA = 10
_CHECK = 2
_LENGTH = _DATA + _CHECK
# x^5 + x^2 + 1, primitive over GF(2).
_CODEC = RSCodec(nsym=_CHECK, nsize=31, c_exp=5, prim=0x25)
# The code is linear: what each symbol adds to the two check symbols at its place is worked out once, a byte for each.
_SHARES = tuple(
    tuple(
        int.from_bytes(_CODEC.encode(bytearray(symbol if at == place else 0 for at in range(_DATA)))[_DATA:])
        for symbol in range(32)
    )
    for place in range(_DATA)
)
# The same by character for all twelve places: what they add to a code comes to nothing.
_ADDED = tuple(
    {character: share(symbol) for character, symbol in _VALUES.items()}
    for share in (
        *(shares.__getitem__ for shares in _SHARES),
        lambda symbol: symbol << 8,
        lambda symbol: symbol,
    )
)


class CodeForm(StrEnum):
    """What a typed text is, before anyone looks it up."""

    WELL_FORMED = "well-formed"
    ONE_SLIP = "one-slip"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class ReadCode:
    """A typed code: its form, and the code in its normal form.

    For one slip, `offers` holds every code that explains it, and `code` the first of them.
    """

    form: CodeForm
    code: str = ""
    offers: tuple[str, ...] = ()


def _format(symbols: list[int]) -> str:
    text = "".join(_ALPHABET[symbol] for symbol in symbols)
    return f"{PREFIX}-{text[:4]}-{text[4:8]}-{text[8:]}"


def _with_check(data: list[int]) -> list[int]:
    check = 0
    for shares, symbol in zip(_SHARES, data, strict=True):
        check ^= shares[symbol]
    return [*data, check >> 8, check & 255]


def new_code() -> str:
    """A fresh code from the system's randomness."""
    number = secrets.randbits(5 * _DATA)
    return _format(_with_check([number >> (5 * place) & 31 for place in range(_DATA)]))


def read_code(typed: str) -> ReadCode:
    """Read a code as people type it: case, spaces, hyphens and look-alikes are forgiven.

    With exactly one character wrong, or two neighbours swapped, what was likely meant comes back as offers.
    """
    text = typed.upper().translate(_FORGIVEN)
    text = text if len(text) > _LENGTH else PREFIX + text
    if len(text) != len(PREFIX) + _LENGTH:
        return ReadCode(CodeForm.WRONG)
    if _is_code(text):
        return ReadCode(CodeForm.WELL_FORMED, f"{text[:3]}-{text[3:7]}-{text[7:11]}-{text[11:]}")
    offers = tuple(_format(_symbols(offer)) for offer in (*_unswapped(text), *_corrected(text)))
    return ReadCode(CodeForm.ONE_SLIP, offers[0], offers) if offers else ReadCode(CodeForm.WRONG)


def _symbols(text: str) -> list[int]:
    return [_VALUES[character] for character in text.removeprefix(PREFIX)]


def _is_code(text: str) -> bool:
    if not text.startswith(PREFIX):
        return False
    left = 0
    try:
        for added, character in zip(_ADDED, text[len(PREFIX) :], strict=True):
            left ^= added[character]
    except KeyError:
        return False
    return left == 0


def _unswapped(text: str) -> Iterator[str]:
    """The codes that two swapped neighbours would explain."""
    for place in range(len(text) - 1):
        swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        if swapped != text and _is_code(swapped):
            yield swapped


def _corrected(text: str) -> Iterator[str]:
    """The code that one wrong character would explain."""
    strange = [place for place, character in enumerate(text) if character not in _ALPHABET]
    if len(strange) > 1:
        return
    for place in strange:
        text = text[:place] + _ALPHABET[0] + text[place + 1 :]
    head, body = text[: len(PREFIX)], text[len(PREFIX) :]
    slips = sum(mine != theirs for mine, theirs in zip(head, PREFIX, strict=True))
    if slips == 1 and _is_code(PREFIX + body):
        yield PREFIX + body
    if slips:
        return
    try:
        corrected = list(_CODEC.decode(bytearray(_symbols(body)))[1])
    except ReedSolomonError:
        return
    wrong = {place for place, symbol in enumerate(_symbols(body)) if corrected[place] != symbol}
    if len(corrected) == _LENGTH and len(wrong | {place - len(PREFIX) for place in strange}) == 1:
        yield PREFIX + "".join(_ALPHABET[symbol] for symbol in corrected)
