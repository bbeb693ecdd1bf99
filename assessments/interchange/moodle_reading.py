"""Moodle XML (docs.moodle.org, “Moodle XML format”): what of a question bank can be an item here."""

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from lxml import etree

from assessments.engine.exact import format_credit
from assessments.interchange.credits import read_percent
from assessments.interchange.gift_reading import to_write
from assessments.interchange.markup import escaped, to_markdown
from assessments.interchange.moodle_cloze import read_cloze
from assessments.interchange.safe_xml import child, children, local, read_xml, text_of
from assessments.interchange.travel import (
    FileRefused,
    Note,
    Travelling,
    changed,
    counted,
    lettered,
    lost,
    named,
)

_ORDERINGS = {"ALL_OR_NOTHING": "all-or-nothing", "ABSOLUTE_POSITION": "absolute-position", "-1": "all-or-nothing", "0": "absolute-position", "4": "longest-ordered-subset", "LONGEST_ORDERED_SUBSET": "longest-ordered-subset"}  # fmt: skip
_SLOT = re.compile(r"\[\[([0-9]{1,3})\]\]")
_PENALTIES = ("", "0", "0.0", "0.0000000", "0.3333333", "0.33333330", "1", "1.0000000")


class Unreadable(ValueError):
    """A question that lacks what its kind needs."""


class Source:
    """One question with what is noted while it is read."""

    def __init__(self, node: etree._Element) -> None:
        self.node = node
        self.notes: list[Note] = []

    def note(self, *notes: Note) -> None:
        self.notes += [note for note in notes if note not in self.notes]

    def markdown(self, node: etree._Element | None) -> str:
        """A text element as Markdown, by its format."""
        if node is None:
            return ""
        inner = child(node, "text")
        source = (inner.text or "") if inner is not None else (node.text or "")
        form = node.get("format", "html")
        if form == "markdown":
            return source.strip()
        if form == "plain_text":
            return escaped(source.strip())
        text, notes = to_markdown(source.strip())
        self.note(*notes)
        return text

    def of(self, name: str) -> str:
        """A text below the question, as Markdown."""
        return self.markdown(child(self.node, name))

    def flag(self, name: str, *, default: bool) -> bool:
        value = text_of(child(self.node, name)).lower()
        return default if not value else value in ("1", "true")

    def credit(self, node: etree._Element) -> Fraction:
        """The fraction of an answer."""
        try:
            credit, notes = read_percent(node.get("fraction", "0"))
        except ValueError as error:
            raise Unreadable(f"fraction {node.get('fraction')}") from error
        self.note(*notes)
        return credit


def read_moodle(data: bytes) -> list[Travelling]:
    """The questions of a file, with a note for each that cannot be taken over. Raises FileRefused."""
    root = read_xml(data)
    if local(root) != "quiz":
        raise FileRefused("xml_other", root=local(root))
    items, category = [], ""
    for node in children(root, "question"):
        if node.get("type") == "category":
            category = text_of(child(node, "category"))
            continue
        items.append(_item(node, category))
    return counted(items)


def _item(node: etree._Element, category: str) -> Travelling:
    kind = node.get("type", "")
    source = Source(node)
    name = (
        text_of(child(node, "name")) or text_of(child(node, "questiontext"))[:60] or f"line {node.sourceline}"
    )
    place = f"line {node.sourceline}"
    read = _READERS.get(kind)
    if read is None:
        rule = lost("not_an_item") if kind == "description" else lost("type_unknown", kind=kind)
        return Travelling(name, None, place, category, (rule,))
    try:
        content = read(source)
    except Unreadable as error:
        return Travelling(name, None, place, category, (lost("unreadable", why=error),))
    _note_rest(source)
    return Travelling(name, content, place, category, (*source.notes, *to_write(content)))


def _note_rest(source: Source) -> None:
    """What questions have beside their kind, and items do not."""
    tags = [text_of(tag) for tag in source.node.iter() if local(tag) == "tag"]
    if tags:
        source.note(lost("tags", names=", ".join(tags)))
    if any(text_of(hint) for hint in children(source.node, "hint")):
        source.note(lost("hints"))
    if text_of(child(source.node, "penalty")) not in _PENALTIES:
        source.note(lost("penalty"))
    marks = text_of(child(source.node, "defaultgrade"))
    if marks and marks.rstrip("0").rstrip(".") not in ("1", ""):
        source.note(lost("weight", marks=marks))
    combined = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
    if any(text_of(child(source.node, name)) for name in combined):
        source.note(lost("combined_feedback"))


def _closing(source: Source) -> dict[str, Any]:
    return {"general_feedback": source.of("generalfeedback")}


def _multichoice(source: Source) -> dict[str, Any]:
    single = source.flag("single", default=True)
    choices = [
        {
            "text": source.markdown(answer),
            "credit": format_credit(source.credit(answer)),
            "rationale": source.markdown(child(answer, "feedback")),
        }
        for answer in children(source.node, "answer")
    ]
    if len(choices) < 2:
        raise Unreadable("answer")
    return {
        "type": "single-choice" if single else "multiple-choice",
        "stem": source.of("questiontext"),
        "shuffle": source.flag("shuffleanswers", default=True),
        "choices": lettered(choices),
        **_closing(source),
    }


def _truefalse(source: Source) -> dict[str, Any]:
    found = {text_of(child(answer, "text")).lower(): answer for answer in children(source.node, "answer")}
    if set(found) != {"true", "false"}:
        raise Unreadable("answer")
    return {
        "type": "true-false",
        "stem": source.of("questiontext"),
        "answer": source.credit(found["true"]) > source.credit(found["false"]),
        "rationale_true": source.markdown(child(found["true"], "feedback")),
        "rationale_false": source.markdown(child(found["false"], "feedback")),
        **_closing(source),
    }


def _shortanswer(source: Source) -> dict[str, Any]:
    answers = [
        {
            "text": text_of(child(answer, "text")),
            "credit": format_credit(source.credit(answer)),
            "rationale": source.markdown(child(answer, "feedback")),
        }
        for answer in children(source.node, "answer")
    ]
    if not answers:
        raise Unreadable("answer")
    return {
        "type": "short-text",
        "stem": source.of("questiontext"),
        "answers": answers,
        "case_sensitive": source.flag("usecase", default=False),
        **_closing(source),
    }


def _numerical(source: Source) -> dict[str, Any]:
    answers = [
        {
            "value": text_of(child(answer, "text")),
            "tolerance": text_of(child(answer, "tolerance")) or "0",
            "credit": format_credit(source.credit(answer)),
            "rationale": source.markdown(child(answer, "feedback")),
        }
        for answer in children(source.node, "answer")
    ]
    if not answers:
        raise Unreadable("answer")
    units = [text_of(child(unit, "unit_name")) for node in children(source.node, "units") for unit in node]
    if any(units):
        source.note(lost("unit"))
    return {"type": "numeric", "stem": source.of("questiontext"), "answers": answers, **_closing(source)}


def _matching(source: Source) -> dict[str, Any]:
    pairs, distractors = [], []
    for row in children(source.node, "subquestion"):
        stem, match = source.markdown(row), text_of(child(row, "answer"))
        if stem:
            pairs.append({"text": stem, "match": match, "rationale": ""})
        elif match:
            distractors.append(match)
    if len(pairs) < 2:
        raise Unreadable("subquestion")
    return {
        "type": "matching",
        "stem": source.of("questiontext"),
        "shuffle": source.flag("shuffleanswers", default=True),
        "pairs": named(pairs),
        **({"distractors": distractors} if distractors else {}),
        **_closing(source),
    }


def _ordering(source: Source) -> dict[str, Any]:
    entries = [
        {"text": source.markdown(answer), "rationale": ""} for answer in children(source.node, "answer")
    ]
    if len(entries) < 3:
        raise Unreadable("answer")
    scheme = text_of(child(source.node, "gradingtype")).upper()
    scoring = _ORDERINGS.get(scheme)
    if scoring is None:
        scoring = "absolute-position"
        source.note(lost("scoring"))
    return {
        "type": "ordering",
        "stem": source.of("questiontext"),
        "scoring": scoring,
        "entries": named(entries),
        **_closing(source),
    }


def _essay(source: Source) -> dict[str, Any]:
    template = source.of("responsetemplate")
    return {
        "type": "essay",
        "stem": source.of("questiontext"),
        "rubric": [],
        **({"template": template} if template else {}),
        **_closing(source),
    }


def _cloze(source: Source) -> dict[str, Any]:
    text = child(source.node, "questiontext")
    raw = text_of(child(text, "text")) if text is not None else ""
    try:
        prose, gaps, notes = read_cloze(raw)
    except ValueError as error:
        raise Unreadable(str(error)) from error
    source.note(*notes)
    return {"type": "cloze", "stem": "Fill in the gaps.", "text": prose, "gaps": gaps, **_closing(source)}


def _drag_words(source: Source) -> dict[str, Any]:
    """Gaps to drag words into, or to choose them for: each gap gets the words of its group."""
    options = children(source.node, "dragbox") or children(source.node, "selectoption")
    words = [(text_of(child(option, "text")), text_of(child(option, "group")) or "1") for option in options]
    text = source.of("questiontext")
    # Markdown has escaped the brackets.
    text = text.replace("\\[\\[", "[[").replace("\\]\\]", "]]")
    gaps, places = [], _SLOT.findall(text)
    if not places or any(not 1 <= int(place) <= len(words) for place in places):
        raise Unreadable("[[1]]")
    for number, place in enumerate(places, start=1):
        right, group = words[int(place) - 1]
        choices = [
            {"text": escaped(word), "credit": 1 if word == right else 0, "rationale": ""}
            for word in dict.fromkeys(word for word, of in words if of == group)
        ]
        gaps.append(
            {"id": f"g{number}", "kind": "chosen", "weight": 1, "shuffle": True, "choices": lettered(choices)}
        )
    counter = iter(range(1, len(places) + 1))
    source.note(changed("as_choices"))
    return {
        "type": "cloze",
        "stem": "Fill in the gaps.",
        "text": _SLOT.sub(lambda _found: f"[[g{next(counter)}]]", text),
        "gaps": gaps,
        **_closing(source),
    }


_READERS: Mapping[str, Callable[[Source], dict[str, Any]]] = {
    "multichoice": _multichoice,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "matching": _matching,
    "ordering": _ordering,
    "essay": _essay,
    "cloze": _cloze,
    "ddwtos": _drag_words,
    "gapselect": _drag_words,
}
