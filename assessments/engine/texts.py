"""The texts of content and of responses: what may be in them, and their one normal form for comparing."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from assessments.engine.faults import refusal

MAX_TEXT = 6000

# Typed by keyboards and word processors of their own accord: never a reason to mark an answer wrong.
_LOOK_ALIKES = str.maketrans(
    {
        "‘": "'", "’": "'", "ʼ": "'", "′": "'",
        "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "″": '"',
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-",
        "…": "...",
        # Joiners and marks without width: nobody sees whether they are there.
        "\u00ad": "", "\u200b": "", "\u2060": "", "\ufeff": "",
    }
)  # fmt: skip


def unkeepable(text: str) -> bool:
    """Whether a text has control characters (but tabs and line ends) or halves of characters.

    Databases refuse some of them, JSON others, and a reader sees none.
    """
    return any(
        category in ("Cc", "Cs") and character not in "\n\t"
        for character in text
        if (category := unicodedata.category(character))[0] == "C"
    )


def _kept(text: str) -> str:
    if unkeepable(text):
        raise refusal("control_character")
    return text


def normal(text: str, *, case_sensitive: bool) -> str:
    """A text as answers are compared: composed (NFC), no outer space, inner spaces single.

    Curly quotation marks and dashes count as the plain ones. Case is folded unless it counts; accents
    always count.
    """
    text = " ".join(unicodedata.normalize("NFC", text.translate(_LOOK_ALIKES)).split())
    return text if case_sensitive else unicodedata.normalize("NFC", text.casefold())


Kept = AfterValidator(_kept)
MarkdownText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TEXT), Kept
]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), Kept]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z0-9][a-zA-Z0-9_-]{0,63}$")]
