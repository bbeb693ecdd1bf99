"""An item as the linter sees it, finished or not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assessments.engine.labs.base import LabContent
from assessments.engine.plain_text import plain_text
from assessments.engine.registry import INTERACTIONS
from assessments.linting.rules import Path

# A short text's `answers[].text` is a pattern that nobody reads.
_READ_BY_PEOPLE = (
    "stem",
    "text",
    "match",
    "category",
    "label",
    "title",
    "descriptor",
    "general_feedback",
    "template",
)
LABS = frozenset(name for name, one in INTERACTIONS.items() if issubclass(one.content_model, LabContent))
_CHOICES = ("single-choice", "multiple-choice")


@dataclass(frozen=True, slots=True)
class ItemText:
    """What an author wrote: the interaction's content, and what is said about the item beside it."""

    interaction: Mapping[str, Any]
    references: Sequence[str] = ()
    measures: str = ""
    content_note: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a choice: its place in the list, its words, whether it is right."""

    place: int
    markdown: str
    is_key: bool

    @property
    def text(self) -> str:
        return plain_text(self.markdown)


@dataclass(frozen=True, slots=True)
class ItemReading:
    """An item's stem and options, and every text in it. Without options it is no choice, or not begun."""

    type: str
    stem: str
    options: tuple[Option, ...] = ()
    texts: tuple[tuple[Path, str], ...] = ()
    shuffled: bool = False
    source: ItemText = field(default_factory=lambda: ItemText({}))

    @property
    def stem_text(self) -> str:
        return plain_text(self.stem)

    @property
    def is_lab(self) -> bool:
        return self.type in LABS

    @property
    def is_single(self) -> bool:
        return self.type == "single-choice"

    @property
    def key(self) -> Option | None:
        """The one right option of a single choice that has one."""
        right = [option for option in self.options if option.is_key]
        return right[0] if self.is_single and len(right) == 1 else None

    @property
    def distractors(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if not option.is_key)


def text_of(value: Any) -> str:
    """A value as text; a draft may hold anything."""
    return value if isinstance(value, str) else ""


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, Mapping):
        for key, kept in value.items():
            yield from _texts(kept, (*path, str(key)))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for place, kept in enumerate(value):
            yield from _texts(kept, (*path, place))
    elif isinstance(value, str) and value.strip() and _is_read(path):
        yield path, value


def _is_read(path: Path) -> bool:
    named = [step for step in path if isinstance(step, str)]
    if not named or (named[-1] == "text" and "answers" in path):
        return False
    return named[-1] in (*_READ_BY_PEOPLE, "distractors") or named[-1].startswith("rationale")


def _is_key(credit: Any, *, single: bool) -> bool:
    said = str(credit).strip()
    return said == "1" if single else said not in ("", "0", "None") and not said.startswith("-")


def read_item(item: ItemText) -> ItemReading:
    """What the rules look at. Content that is not finished is read as far as it goes."""
    content = item.interaction
    kind = text_of(content.get("type"))
    choices = content.get("choices") if kind in _CHOICES else None
    options = tuple(
        Option(
            place,
            text_of(choice.get("text")),
            _is_key(choice.get("credit", 0), single=kind == "single-choice"),
        )
        for place, choice in enumerate(choices if isinstance(choices, Sequence) else ())
        if isinstance(choice, Mapping) and text_of(choice.get("text")).strip()
    )
    return ItemReading(
        kind,
        text_of(content.get("stem")),
        options,
        tuple(_texts(content, ())),
        bool(content.get("shuffle", False)),
        item,
    )
