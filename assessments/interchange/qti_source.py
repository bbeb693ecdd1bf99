"""One QTI item while it is read: what it declares, its texts, and what is noted."""

import copy
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from lxml import etree

from assessments.engine.exact import format_credit
from assessments.interchange.credits import read_share
from assessments.interchange.markup import to_markdown
from assessments.interchange.qti_declarations import (
    Declaration,
    Processing,
    Scored,
    declarations_of,
    scored_by,
)
from assessments.interchange.safe_xml import child, children, inner_html, local, text_of
from assessments.interchange.travel import Note, changed

INLINE = ("qti-text-entry-interaction", "qti-inline-choice-interaction")
FEEDBACK = ("qti-feedback-inline", "qti-feedback-block", "qti-modal-feedback")


class Unreadable(ValueError):
    """An item that lacks what its interaction needs, or has several."""


class Source:
    """One item with what it declares, and what is noted while it is read."""

    def __init__(self, item: etree._Element, files: Mapping[str, bytes]) -> None:
        self.item, self.files = item, files
        self.declared = declarations_of(item)
        self.scored: Scored = scored_by(item)
        body = child(item, "qti-item-body")
        if body is None:
            raise Unreadable("qti-item-body")
        self.body = body
        self.notes: list[Note] = []
        self.images: dict[str, bytes] = {}

    def note(self, *notes: Note) -> None:
        self.notes += [note for note in notes if note not in self.notes]

    def declaration(self, interaction: etree._Element) -> Declaration:
        found = self.declared.get(interaction.get("response-identifier", ""))
        if found is None:
            raise Unreadable("qti-response-declaration")
        return found

    def markdown(self, node: etree._Element) -> str:
        """What an element holds as Markdown, without feedback and interactions within."""
        kept = copy.deepcopy(node)
        for inner in list(kept.iter()):
            name = local(inner)
            if name in FEEDBACK or name.endswith("-interaction"):
                cut(inner)
        text, notes = to_markdown(plain_tags(kept))
        self.note(*notes)
        return text

    def rationale(self, node: etree._Element) -> str:
        """The feedback that stands within an option."""
        found = [inner for inner in node.iter() if local(inner) in FEEDBACK]
        return " ".join(self._feedback(one) for one in found).strip()

    def _feedback(self, node: etree._Element) -> str:
        body = child(node, "qti-content-body")
        text, notes = to_markdown(plain_tags(body if body is not None else node))
        self.note(*notes)
        return text

    def modal(self, identifier: str) -> str:
        """The feedback of an identifier after the item."""
        found = [
            one for one in children(self.item, "qti-modal-feedback") if one.get("identifier") == identifier
        ]
        return self._feedback(found[0]) if found else ""

    def stem(self, interaction: etree._Element | None = None) -> str:
        """What stands around the interaction, and its prompt."""
        prompt = child(interaction, "qti-prompt") if interaction is not None else None
        parts = [self.markdown(self.body), self.markdown(prompt) if prompt is not None else ""]
        return "\n\n".join(part for part in parts if part)

    def closing(self) -> dict[str, Any]:
        return {"general_feedback": self.modal("general")}

    def share(self, value: Fraction, whole: Fraction) -> int | str:
        """A mapped value as an exact credit of the whole."""
        credit, notes = read_share(f"{float(value / whole):.7f}") if whole else (Fraction(0), ())
        exact = value / whole if whole else Fraction(0)
        if exact.denominator <= 20:
            return format_credit(exact)
        self.note(*notes)
        return format_credit(max(Fraction(-1), min(Fraction(1), credit)))


def cut(node: etree._Element) -> None:
    """Take an element out, and leave what follows it."""
    parent = node.getparent()
    if parent is None:
        return
    tail, before = node.tail or "", node.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(node)


def plain_tags(node: etree._Element) -> str:
    """The markup within without namespaces."""
    return re.sub(r'\sxmlns(:\w+)?="[^"]*"|(?<=<)(/?)\w+:', r"\2", inner_html(node))


def text_of_choice(node: etree._Element) -> str:
    """An option's words on one line, without its feedback."""
    kept = copy.deepcopy(node)
    for inner in list(kept.iter()):
        if local(inner) in FEEDBACK:
            cut(inner)
    return text_of(kept)


def credits_of(source: Source, declared: Declaration, names: list[str], *, several: bool) -> list[int | str]:
    """What each option earns: by its mapping where that is used, else by the correct response."""
    if source.scored.processing is Processing.MAP and declared.entries:
        values = {entry.key: entry.value for entry in declared.entries}
        positive = [value for value in values.values() if value > 0]
        whole = sum(positive, Fraction(0)) if several else max(positive, default=Fraction(0))
        return [source.share(values.get(name, declared.default), whole) for name in names]
    right = set(declared.correct)
    if not right & set(names):
        raise Unreadable("qti-correct-response")
    if not several:
        return [int(name in right) for name in names]
    source.note(changed("all_or_nothing"))
    each = Fraction(1, len(right))
    return [format_credit(each if name in right else -each) for name in names]
