"""One item as QTI 3.0: standard interactions, standard response processing, mappings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lxml import etree

from assessments.engine.exact import parse_credit
from assessments.interchange.markup import to_html
from assessments.interchange.qti_declarations import NAMESPACE
from assessments.interchange.qti_writer import Writer, share
from assessments.interchange.tolerances import absolute
from assessments.interchange.travel import Note, Travelling, changed, lost

_TEMPLATE = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEMA = f"{NAMESPACE} https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd"
_SHAPES = {"rectangle": "rect", "circle": "circle", "polygon": "poly"}


@dataclass(frozen=True, slots=True)
class WrittenItem:
    """An item's file, None where QTI cannot hold the item, and what it does not hold."""

    data: bytes | None
    notes: tuple[Note, ...]


def write_qti_item(item: Travelling, *, identifier: str) -> WrittenItem:
    """The file of one item."""
    content = item.content or {}
    kind = str(content.get("type", ""))
    write = _WRITERS.get(kind)
    if write is None:
        return WrittenItem(None, (lost("type_unwritable", kind=kind),))
    root = etree.Element(f"{{{NAMESPACE}}}qti-assessment-item", nsmap={None: NAMESPACE, "xsi": _XSI})
    for name, value in (
        ("identifier", identifier),
        ("title", item.name),
        ("adaptive", "false"),
        ("time-dependent", "false"),
    ):
        root.set(name, value)
    root.set(f"{{{_XSI}}}schemaLocation", _SCHEMA)
    writer = Writer(root, [lost("parameters")] if content.get("parameters") else [])
    body = etree.Element(f"{{{NAMESPACE}}}qti-item-body")
    write(writer, body, content)
    writer.add(
        root,
        "qti-outcome-declaration",
        {"identifier": "SCORE", "cardinality": "single", "base-type": "float"},
    )
    writer.add(
        root,
        "qti-outcome-declaration",
        {"identifier": "FEEDBACK", "cardinality": "multiple", "base-type": "identifier"},
    )
    root.append(body)
    if writer.processing is not None:
        root.append(writer.processing)
    elif writer.template:
        writer.add(root, "qti-response-processing", {"template": f"{_TEMPLATE}{writer.template}.xml"})
    if content.get("general_feedback"):
        modal = writer.add(
            root,
            "qti-modal-feedback",
            {"outcome-identifier": "FEEDBACK", "identifier": "general", "show-hide": "show"},
        )
        writer.rich(writer.add(modal, "qti-content-body"), content["general_feedback"])
    data = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return WrittenItem(data, tuple(dict.fromkeys(writer.notes)))


def _interaction(
    writer: Writer, body: etree._Element, name: str, content: Mapping[str, Any], **attributes: str
) -> etree._Element:
    given = {"response-identifier": "RESPONSE"} | {
        key.replace("_", "-"): value for key, value in attributes.items()
    }
    node = writer.add(body, name, given)
    writer.rich(writer.add(node, "qti-prompt"), content["stem"])
    return node


def _flag(value: object) -> str:
    return "true" if value else "false"


def _choices(writer: Writer, body: etree._Element, content: Mapping[str, Any]) -> None:
    several = content["type"] == "multiple-choice"
    earned = {choice["id"]: parse_credit(choice["credit"]) for choice in content["choices"]}
    right = [name for name, credit in earned.items() if (credit > 0 if several else credit == 1)]
    declared = writer.declare("RESPONSE", "multiple" if several else "single", "identifier", right)
    writer.mapping(declared, list(earned.items()))
    most = "0" if several else "1"
    node = _interaction(
        writer,
        body,
        "qti-choice-interaction",
        content,
        shuffle=_flag(content.get("shuffle", True)),
        max_choices=most,
    )
    for choice in content["choices"]:
        option = writer.add(node, "qti-simple-choice", {"identifier": choice["id"]})
        writer.inline(option, choice["text"])
        writer.why(option, choice["id"], choice.get("rationale", ""))


def _true_false(writer: Writer, body: etree._Element, content: Mapping[str, Any]) -> None:
    writer.notes.append(changed("as_choice"))
    options = [("true", "True", content["answer"]), ("false", "False", not content["answer"])]
    as_choice = {
        **content,
        "type": "single-choice",
        "shuffle": False,
        "choices": [
            {"id": name, "text": text, "credit": int(right), "rationale": content[f"rationale_{name}"]}
            for name, text, right in options
        ],
    }
    _choices(writer, body, as_choice)


def _short_text(writer: Writer, body: etree._Element, content: Mapping[str, Any]) -> None:
    _typed(writer, "RESPONSE", content)
    writer.rich(body, content["stem"])
    holder = writer.add(body, "p")
    writer.add(holder, "qti-text-entry-interaction", {"response-identifier": "RESPONSE"})
    writer.notes += [lost("size")]


def _typed(writer: Writer, name: str, part: Mapping[str, Any], *, weight: Fraction = Fraction(1)) -> None:
    """The answers of a box to write into. QTI compares whole texts: what stands for any text cannot be written."""
    rows = []
    for answer in part["answers"]:
        plain = _without_wildcards(answer["text"])
        if plain is None:
            writer.notes.append(lost("wildcard"))
        else:
            rows.append((plain, parse_credit(answer["credit"]) * weight))
    if any(answer.get("rationale") for answer in part["answers"]):
        writer.notes.append(lost("rationale"))
    declared = writer.declare(name, "single", "string", [key for key, value in rows if value == weight][:1])
    writer.mapping(declared, rows or [("", Fraction(0))], case=bool(part.get("case_sensitive")))


def _without_wildcards(text: str) -> str | None:
    """The text that a pattern stands for; None where it stands for several."""
    out, escape = [], False
    for character in text:
        if escape:
            out.append(character if character in "*\\" else f"\\{character}")
            escape = False
        elif character == "\\":
            escape = True
        elif character == "*":
            return None
        else:
            out.append(character)
    return "".join(out) + ("\\" if escape else "")


def _numeric(writer: Writer, body: etree._Element, content: Mapping[str, Any]) -> None:
    if any(content.get(name) for name in ("unit", "units", "unit_policy", "unit_penalty")):
        writer.notes.append(lost("unit"))
    if any(answer.get("rationale") for answer in content["answers"]):
        writer.notes.append(lost("rationale"))
    right = next(answer for answer in content["answers"] if parse_credit(answer["credit"]) == 1)
    writer.declare("RESPONSE", "single", "float", [str(right["value"])])
    writer.rich(body, content["stem"])
    writer.add(writer.add(body, "p"), "qti-text-entry-interaction", {"response-identifier": "RESPONSE"})
    processing = etree.Element(f"{{{NAMESPACE}}}qti-response-processing")
    condition = writer.add(processing, "qti-response-condition")
    for place, answer in enumerate(content["answers"]):
        value, tolerance, same = absolute(answer)
        if not same:
            writer.notes.append(changed("tolerance_absolute"))
        branch = writer.add(condition, "qti-response-if" if not place else "qti-response-else-if")
        exact = Fraction(tolerance) == 0
        how = (
            {"tolerance-mode": "exact"}
            if exact
            else {"tolerance-mode": "absolute", "tolerance": f"{tolerance} {tolerance}"}
        )
        equal = writer.add(branch, "qti-equal", how)
        writer.add(equal, "qti-variable", {"identifier": "RESPONSE"})
        writer.add(equal, "qti-base-value", {"base-type": "float"}, value)
        outcome = writer.add(branch, "qti-set-outcome-value", {"identifier": "SCORE"})
        writer.add(outcome, "qti-base-value", {"base-type": "float"}, share(parse_credit(answer["credit"])))
    writer.processing = processing


def _matching(writer: Writer, body: etree._Element, content: Mapping[str, Any]) -> None:
    if content["type"] == "categorise":
        writer.notes.append(changed("as_categorise"))
        rows = [
            (entry["id"], entry["text"], entry["category"], entry.get("rationale", ""))
            for entry in content["entries"]
        ]
        targets = list(content["categories"])
    else:
        rows = [
            (pair["id"], pair["text"], pair["match"], pair.get("rationale", "")) for pair in content["pairs"]
        ]
        targets = list(
            dict.fromkeys((*(pair["match"] for pair in content["pairs"]), *content.get("distractors", ())))
        )
    names = {text: f"t{place}" for place, text in enumerate(targets, start=1)}
    pairs = [f"{name} {names[target]}" for name, _text, target, _why in rows]
    declared = writer.declare("RESPONSE", "multiple", "directedPair", pairs)
    writer.mapping(declared, [(pair, Fraction(1, len(pairs))) for pair in pairs])
    node = _interaction(
        writer,
        body,
        "qti-match-interaction",
        content,
        shuffle=_flag(content.get("shuffle", True)),
        max_associations=str(len(rows)),
    )
    first, second = (writer.add(node, "qti-simple-match-set") for _side in range(2))
    for name, text, _target, why in rows:
        option = writer.add(first, "qti-simple-associable-choice", {"identifier": name, "match-max": "1"})
        writer.inline(option, text)
        writer.why(option, name, why)
    for text, name in names.items():
        writer.add(
            second, "qti-simple-associable-choice", {"identifier": name, "match-max": str(len(rows))}, text
        )


def _ordering(writer: Writer, body: etree._Element, content: Mapping[str, Any]) -> None:
    if str(content.get("scoring", "absolute-position")) != "all-or-nothing":
        writer.notes.append(lost("scoring"))
    writer.declare("RESPONSE", "ordered", "identifier", [entry["id"] for entry in content["entries"]])
    writer.template = "match_correct"
    node = _interaction(writer, body, "qti-order-interaction", content, shuffle="true")
    # In the order of their names, which says nothing: the order of the file would be the key.
    for entry in sorted(content["entries"], key=lambda entry: entry["id"]):
        option = writer.add(node, "qti-simple-choice", {"identifier": entry["id"]})
        writer.inline(option, entry["text"])
        writer.why(option, entry["id"], entry.get("rationale", ""))


def _essay(writer: Writer, body: etree._Element, content: Mapping[str, Any]) -> None:
    writer.notes += [lost("rubric"), lost("size")]
    writer.declare("RESPONSE", "single", "string", [])
    writer.template = ""
    _interaction(writer, body, "qti-extended-text-interaction", content)


def _cloze(writer: Writer, body: etree._Element, content: Mapping[str, Any]) -> None:
    whole = sum(gap.get("weight", 1) for gap in content["gaps"])
    source = to_html(content["text"])
    processing = etree.Element(f"{{{NAMESPACE}}}qti-response-processing")
    total = writer.add(writer.add(processing, "qti-set-outcome-value", {"identifier": "SCORE"}), "qti-sum")
    for number, gap in enumerate(content["gaps"], start=1):
        name = f"RESPONSE{number}"
        weight = Fraction(gap.get("weight", 1), whole)
        source = source.replace(f"[[{gap['id']}]]", _gap(writer, name, gap, weight))
        writer.add(total, "qti-map-response", {"identifier": name})
    writer.processing = processing
    writer.html(body, to_html(content["stem"]) + source)
    writer.notes.append(changed("stem_joined"))


def _gap(writer: Writer, name: str, gap: Mapping[str, Any], weight: Fraction) -> str:
    """Declares a gap, and gives the element that stands in the text."""
    if gap["kind"] == "chosen":
        rows = [
            (f"{name}{choice['id']}", parse_credit(choice["credit"]) * weight) for choice in gap["choices"]
        ]
        right = [key for key, value in rows if value == weight]
        writer.mapping(writer.declare(name, "single", "identifier", right), rows)
        holder = etree.Element(
            "qti-inline-choice-interaction",
            {"response-identifier": name, "shuffle": _flag(gap.get("shuffle", True))},
        )
        for (key, _value), choice in zip(rows, gap["choices"], strict=True):
            etree.SubElement(holder, "qti-inline-choice", identifier=key).text = _words(choice["text"])
        if any(choice.get("rationale") for choice in gap["choices"]):
            writer.notes.append(lost("rationale"))
        return str(etree.tostring(holder, encoding="unicode"))
    if gap["kind"] == "numeric":
        writer.notes += [lost("gap_number"), *([lost("unit")] if gap.get("unit") else [])]
        values = {"answers": [{**answer, "text": str(answer["value"])} for answer in gap["answers"]]}
        _typed(writer, name, values, weight=weight)
    else:
        _typed(writer, name, gap, weight=weight)
    return f'<qti-text-entry-interaction response-identifier="{name}"/>'


def _words(markdown: str) -> str:
    inner = etree.fromstring(f"<div>{to_html(markdown)}</div>")
    return " ".join("".join(inner.itertext()).split())


def _hotspot(writer: Writer, body: etree._Element, content: Mapping[str, Any]) -> None:
    earned = {
        f"a{place}": parse_credit(area["credit"]) for place, area in enumerate(content["areas"], start=1)
    }
    right = [name for name, credit in earned.items() if credit > 0]
    several = content.get("max_choices", 1) > 1
    declared = writer.declare("RESPONSE", "multiple" if several else "single", "identifier", right)
    writer.mapping(declared, list(earned.items()))
    node = _interaction(
        writer, body, "qti-hotspot-interaction", content, max_choices=str(content.get("max_choices", 1))
    )
    image = content["image"]
    size = {"width": str(image["width"]), "height": str(image["height"])}
    writer.add(
        node,
        "img",
        {"src": f"images/{image['digest']}.png", "alt": content.get("image_description", ""), **size},
    )
    for name, area in zip(earned, content["areas"], strict=True):
        shape = _SHAPES[str(area["shape"])]
        writer.add(
            node,
            "qti-hotspot-choice",
            {"identifier": name, "shape": shape, "coords": area["coords"], "hotspot-label": area["label"]},
        )
    writer.notes += [lost("places"), lost("rationale")]


_WRITERS: Mapping[str, Callable[[Writer, etree._Element, Mapping[str, Any]], None]] = {
    "single-choice": _choices,
    "multiple-choice": _choices,
    "true-false": _true_false,
    "short-text": _short_text,
    "numeric": _numeric,
    "matching": _matching,
    "categorise": _matching,
    "ordering": _ordering,
    "essay": _essay,
    "cloze": _cloze,
    "hotspot": _hotspot,
}
