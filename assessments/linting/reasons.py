"""Rules about what stands beside the question: rationales, references, what it measures."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assessments.engine.plain_text import plain_text
from assessments.linting.reading import ItemReading, text_of
from assessments.linting.rules import Finding, Path, finding
from assessments.linting.words import words

# The lists whose members each have a rationale.
_REASONED = ("choices", "answers", "pairs", "entries", "areas", "zones")
THIN_WORDS = 3


def _reasoned(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Every member of a list with rationales, and its rationale, which may be missing."""
    if not isinstance(value, Mapping):
        return
    for key, kept in value.items():
        if not isinstance(kept, Sequence) or isinstance(kept, str):
            continue
        for place, member in enumerate(kept):
            here = (*path, str(key), place)
            if key in _REASONED and isinstance(member, Mapping):
                yield (*here, "rationale"), text_of(member.get("rationale"))
            elif key == "gaps":
                yield from _reasoned(member, here)


def rationales(item: ItemReading) -> Iterator[Finding]:
    """Every option and answer says why; a word or two is no reason."""
    content = item.source.interaction
    reasons = list(_reasoned(content, ()))
    if item.type == "true-false":
        reasons += [((name,), text_of(content.get(name))) for name in ("rationale_true", "rationale_false")]
    for path, text in reasons:
        if not text.strip():
            yield finding("missing-rationale", *path)
        elif len(words(plain_text(text))) < THIN_WORDS and not any(sign.isdigit() for sign in text):
            yield finding("thin-rationale", *path, text=plain_text(text))


def references(item: ItemReading) -> Iterator[Finding]:
    """What the key rests on, and what the item is for."""
    if not any(line.strip() for line in item.source.references):
        yield finding("missing-reference")
    if not item.source.measures.strip():
        yield finding("missing-measure")
