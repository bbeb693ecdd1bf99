"""Verification codes: ASY-XXXX-XXXX-XXXX, 50 random bits and two check characters.

Crockford's base 32; the check characters are Reed-Solomon over GF(32), so that one wrong character
can be found and put right without asking the database.
"""

import secrets
from dataclasses import dataclass
from enum import StrEnum

from reedsolo import ReedSolomonError, RSCodec

PREFIX = "ASY"
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_DATA = 10
_CHECK = 2
_LENGTH = _DATA + _CHECK
# x^5 + x^2 + 1, primitive over GF(2).
_CODEC = RSCodec(nsym=_CHECK, nsize=31, c_exp=5, prim=0x25)


class CodeForm(StrEnum):
    """What a typed text is, before anyone looks it up."""

    WELL_FORMED = "well-formed"
    ONE_SLIP = "one-slip"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class ReadCode:
    """A typed code: its form, and the code in its normal form (for one slip: the likely one)."""

    form: CodeForm
    code: str = ""


def _format(symbols: list[int]) -> str:
    text = "".join(_ALPHABET[symbol] for symbol in symbols)
    return f"{PREFIX}-{text[:4]}-{text[4:8]}-{text[8:]}"


def _with_check(data: list[int]) -> list[int]:
    return list(_CODEC.encode(bytearray(data)))


def new_code() -> str:
    """A fresh code from the system's randomness."""
    number = secrets.randbits(5 * _DATA)
    return _format(_with_check([number >> (5 * place) & 31 for place in range(_DATA)]))


def read_code(typed: str) -> ReadCode:
    """Read a code as people type it: case, spaces, hyphens and look-alikes are forgiven.

    With exactly one character wrong, or two neighbours swapped, the likely code comes back as an offer.
    """
    text = "".join(character for character in typed.upper() if character.isalnum())
    body = text.removeprefix(PREFIX).translate(_LOOK_ALIKES)
    if len(body) != _LENGTH or any(character not in _ALPHABET for character in body) or not typed.isascii():
        return ReadCode(CodeForm.WRONG)
    symbols = [_ALPHABET.index(character) for character in body]
    if _with_check(symbols[:_DATA]) == symbols:
        return ReadCode(CodeForm.WELL_FORMED, _format(symbols))
    for place in range(_LENGTH - 1):
        swapped = [*symbols]
        swapped[place], swapped[place + 1] = swapped[place + 1], swapped[place]
        if swapped != symbols and _with_check(swapped[:_DATA]) == swapped:
            return ReadCode(CodeForm.ONE_SLIP, _format(swapped))
    try:
        corrected = list(_CODEC.decode(bytearray(symbols))[1])
    except ReedSolomonError:
        return ReadCode(CodeForm.WRONG)
    if len(corrected) != _LENGTH or sum(a != b for a, b in zip(corrected, symbols, strict=True)) != 1:
        return ReadCode(CodeForm.WRONG)
    return ReadCode(CodeForm.ONE_SLIP, _format(corrected))
