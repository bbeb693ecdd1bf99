"""Items as Moodle XML, their texts as Markdown, which Moodle reads as such."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from lxml import etree

from assessments.engine.exact import parse_credit
from assessments.interchange.credits import write_percent
from assessments.interchange.markup import to_html
from assessments.interchange.moodle_cloze import write_gap
from assessments.interchange.tolerances import absolute
from assessments.interchange.travel import Note, Travelling, Written, changed, lost

_SCHEMES = {"all-or-nothing": "ALL_OR_NOTHING", "absolute-position": "ABSOLUTE_POSITION", "longest-ordered-subset": "LONGEST_ORDERED_SUBSET"}  # fmt: skip


def write_moodle(items: Iterable[Travelling]) -> Written:
    """A file with every item that Moodle XML can hold; what it cannot hold is noted by item."""
    root = etree.Element("quiz")
    notes: dict[str, tuple[Note, ...]] = {}
    left_out = []
    category = ""
    for item in items:
        content = item.content or {}
        kind = _KINDS.get(str(content.get("type")))
        if kind is None:
            left_out.append(item.name)
            notes[item.name] = (lost("type_unwritable", kind=content.get("type", "")),)
            continue
        if item.category != category:
            category = item.category
            _text(etree.SubElement(root, "question", type="category"), "category", category)
        moodle, write = kind
        found = [lost("parameters")] if content.get("parameters") else []
        node = etree.SubElement(root, "question", type=moodle)
        _text(node, "name", item.name)
        if moodle != "cloze":
            _text(node, "questiontext", content["stem"], format="markdown")
        _text(node, "generalfeedback", content.get("general_feedback", ""), format="markdown")
        etree.SubElement(node, "defaultgrade").text = "1"
        etree.SubElement(node, "penalty").text = "0"
        write(node, content, found)
        notes[item.name] = tuple(dict.fromkeys(found))
    data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return Written(data, notes, tuple(left_out))


def _text(node: etree._Element, name: str, text: str, **attributes: str) -> etree._Element:
    inner = etree.SubElement(node, name, **attributes)
    etree.SubElement(inner, "text").text = text
    return inner


def _answer(
    node: etree._Element, part: Mapping[str, Any], notes: list[Note], *, form: str = ""
) -> etree._Element:
    percent, found = write_percent(parse_credit(part["credit"]))
    notes += found
    attributes = {"fraction": percent} | ({"format": form} if form else {})
    answer = _text(node, "answer", str(part.get("text", part.get("value", ""))), **attributes)
    _text(answer, "feedback", part.get("rationale", ""), format="markdown")
    return answer


def _flag(node: etree._Element, name: str, value: bool) -> None:
    etree.SubElement(node, name).text = "true" if value else "false"


def _choices(node: etree._Element, content: Mapping[str, Any], notes: list[Note]) -> None:
    _flag(node, "single", value=content["type"] == "single-choice")
    _flag(node, "shuffleanswers", value=content.get("shuffle", True))
    for choice in content["choices"]:
        _answer(node, choice, notes, form="markdown")


def _true_false(node: etree._Element, content: Mapping[str, Any], notes: list[Note]) -> None:
    for name, truth in (("true", True), ("false", False)):
        part = {
            "text": name,
            "credit": int(content["answer"] is truth),
            "rationale": content[f"rationale_{name}"],
        }
        _answer(node, part, notes)


def _short_text(node: etree._Element, content: Mapping[str, Any], notes: list[Note]) -> None:
    etree.SubElement(node, "usecase").text = "1" if content.get("case_sensitive") else "0"
    notes.append(lost("size"))
    for answer in content["answers"]:
        _answer(node, answer, notes)


def _numeric(node: etree._Element, content: Mapping[str, Any], notes: list[Note]) -> None:
    if any(content.get(name) for name in ("unit", "units", "unit_policy", "unit_penalty")):
        notes.append(lost("unit"))
    for part in content["answers"]:
        value, tolerance, same = absolute(part)
        if not same:
            notes.append(changed("tolerance_absolute"))
        answer = _answer(node, {**part, "text": value}, notes)
        etree.SubElement(answer, "tolerance").text = tolerance


def _matching(node: etree._Element, content: Mapping[str, Any], notes: list[Note]) -> None:
    _flag(node, "shuffleanswers", value=content.get("shuffle", True))
    if content["type"] == "categorise":
        notes.append(changed("as_categorise"))
        rows = [(entry["text"], entry["category"]) for entry in content["entries"]]
        used = {category for _text_of, category in rows}
        rows += [("", category) for category in content["categories"] if category not in used]
    else:
        rows = [(pair["text"], pair["match"]) for pair in content["pairs"]]
        rows += [("", text) for text in content.get("distractors", ())]
    notes.append(lost("rationale_pairs"))
    for text, match in rows:
        row = _text(node, "subquestion", text, format="markdown")
        _text(row, "answer", match)


def _ordering(node: etree._Element, content: Mapping[str, Any], notes: list[Note]) -> None:
    etree.SubElement(node, "gradingtype").text = _SCHEMES[str(content.get("scoring", "absolute-position"))]
    notes.append(lost("rationale_pairs"))
    for place, entry in enumerate(content["entries"], start=1):
        _text(node, "answer", entry["text"], fraction=str(place), format="markdown")


def _essay(node: etree._Element, content: Mapping[str, Any], notes: list[Note]) -> None:
    notes += [lost("rubric"), lost("size")]
    if content.get("template"):
        _text(node, "responsetemplate", content["template"], format="markdown")


def _cloze(node: etree._Element, content: Mapping[str, Any], notes: list[Note]) -> None:
    text = to_html(content["text"])
    for gap in content["gaps"]:
        text = text.replace(f"[[{gap['id']}]]", write_gap(gap, notes))
    stem = to_html(content["stem"])
    first = node.index(node.find("name")) + 1
    holder = etree.Element("questiontext", format="html")
    etree.SubElement(holder, "text").text = f"{stem}{text}"
    node.insert(first, holder)
    notes.append(changed("stem_joined"))


_Writer = Callable[[etree._Element, Mapping[str, Any], list[Note]], None]
_KINDS: Mapping[str, tuple[str, _Writer]] = {
    "single-choice": ("multichoice", _choices),
    "multiple-choice": ("multichoice", _choices),
    "true-false": ("truefalse", _true_false),
    "short-text": ("shortanswer", _short_text),
    "numeric": ("numerical", _numeric),
    "matching": ("matching", _matching),
    "categorise": ("matching", _matching),
    "ordering": ("ordering", _ordering),
    "essay": ("essay", _essay),
    "cloze": ("cloze", _cloze),
}
