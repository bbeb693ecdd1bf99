"""Patterns of short texts: `*` stands for any text, also none; `\\*` for a star, `\\\\` for a backslash.

No regular expression is made of what authors write: thirty stars must not take a machine down.
"""

import unicodedata
from dataclasses import dataclass

from assessments.engine.texts import normal


@dataclass(frozen=True, slots=True)
class Pattern:
    """The literal pieces between the wildcards, in their normal form; one piece: no wildcard."""

    pieces: tuple[str, ...]
    case_sensitive: bool

    @property
    def is_literal(self) -> bool:
        return len(self.pieces) == 1

    @property
    def accepts_anything(self) -> bool:
        return len(self.pieces) > 1 and not any(self.pieces)

    def matches(self, text: str) -> bool:
        """Whether the whole text fits. The time is linear in the text, whatever the pattern.

        Pieces are looked for from the left, each after the one before: with `*` as the only wildcard the
        leftmost find is never worse than a later one, so nothing has to be tried again.
        """
        text = normal(text, case_sensitive=self.case_sensitive)
        if self.is_literal:
            return text == self.pieces[0]
        first, *middle, last = self.pieces
        if len(text) < len(first) + len(last) or not (text.startswith(first) and text.endswith(last)):
            return False
        position, end = len(first), len(text) - len(last)
        for piece in middle:
            found = text.find(piece, position, end)
            if found < 0:
                return False
            position = found + len(piece)
        return True


def read_pattern(text: str, *, case_sensitive: bool) -> Pattern:
    """The pattern that an author wrote. A backslash before any other character is a backslash."""
    pieces, current, escaped = [], "", False
    for character in _tidy(text):
        if escaped:
            current += character if character in "*\\" else "\\" + character
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == "*":
            pieces.append(current)
            current = ""
        else:
            current += character
    pieces.append(current + ("\\" if escaped else ""))
    return Pattern(tuple(_folded(piece, case_sensitive) for piece in pieces), case_sensitive)


def _tidy(text: str) -> str:
    return normal(text, case_sensitive=True)


def _folded(piece: str, case_sensitive: bool) -> str:
    # Not normal(): a piece may begin or end with the space that stands beside a wildcard.
    return piece if case_sensitive else unicodedata.normalize("NFC", piece.casefold())


def literal_text(text: str) -> str | None:
    """What a pattern without wildcards stands for, as one would type it; None for one with wildcards."""
    pattern = read_pattern(text, case_sensitive=True)
    return pattern.pieces[0] if pattern.is_literal else None


def shown(text: str) -> str:
    """A pattern in words for the key: the literal text, or the pattern with "…" for each wildcard."""
    return "…".join(read_pattern(text, case_sensitive=True).pieces)
