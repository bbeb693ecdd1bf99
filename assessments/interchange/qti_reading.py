"""QTI 3.0 items (1EdTech, Assessment, Section and Item, version 3.0): standard interactions, standard processing."""

from collections.abc import Callable, Mapping
from typing import Any

from lxml import etree

from assessments.interchange.gift_reading import to_write
from assessments.interchange.qti_declarations import Processing
from assessments.interchange.qti_gaps import read_gap_match, read_inline
from assessments.interchange.qti_pictures import read_hotspot
from assessments.interchange.qti_source import INLINE, Source, Unreadable, credits_of, text_of_choice
from assessments.interchange.safe_xml import children, local, read_xml
from assessments.interchange.travel import FileRefused, Travelling, changed, lettered, lost, named


def read_qti_item(data: bytes, *, files: Mapping[str, bytes], place: str = "") -> Travelling:
    """One item; `files` are those of its package by name, seen from the item. Raises FileRefused."""
    root = read_xml(data)
    if local(root) != "qti-assessment-item":
        raise FileRefused("xml_other", root=local(root))
    name = root.get("title") or root.get("identifier") or place
    try:
        source = Source(root, files)
        content = _content(source)
    except (Unreadable, ValueError) as error:
        return Travelling(name, None, place, notes=(lost("unreadable", why=error),))
    if content is None:
        kinds = ", ".join(sorted(_interactions(source.body))) or "qti-item-body"
        return Travelling(name, None, place, notes=(lost("type_unknown", kind=kinds),))
    notes = (*source.notes, *to_write(content))
    return Travelling(name, content, place, notes=notes, images=source.images)


def _interactions(body: etree._Element) -> dict[str, list[etree._Element]]:
    found: dict[str, list[etree._Element]] = {}
    for node in body.iter():
        if local(node).endswith("-interaction"):
            found.setdefault(local(node), []).append(node)
    return found


def _content(source: Source) -> dict[str, Any] | None:
    found = _interactions(source.body)
    if not found:
        return None
    if set(found) <= set(INLINE):
        return read_inline(source, [node for node in source.body.iter() if local(node) in INLINE])
    (kind, nodes), *more = found.items()
    if more or len(nodes) > 1 or kind not in _READERS:
        return None
    if source.scored.processing is Processing.OTHER:
        source.note(lost("processing"))
    return _READERS[kind](source, nodes[0])


def _choice(source: Source, node: etree._Element) -> dict[str, Any]:
    declared = source.declaration(node)
    several = declared.cardinality == "multiple"
    options = children(node, "qti-simple-choice")
    earned = credits_of(source, declared, [one.get("identifier", "") for one in options], several=several)
    choices = [
        {"text": source.markdown(one), "credit": credit, "rationale": source.rationale(one)}
        for one, credit in zip(options, earned, strict=True)
    ]
    return {
        "type": "multiple-choice" if several else "single-choice",
        "stem": source.stem(node),
        "shuffle": node.get("shuffle", "false") == "true",
        "choices": lettered(choices),
        **source.closing(),
    }


def _match(source: Source, node: etree._Element) -> dict[str, Any]:
    declared = source.declaration(node)
    sets = children(node, "qti-simple-match-set")
    if len(sets) != 2:
        raise Unreadable("qti-simple-match-set")
    rows, targets = (children(one, "qti-simple-associable-choice") for one in sets)
    texts = {one.get("identifier", ""): text_of_choice(one) for one in targets}
    keyed = [entry.key for entry in declared.entries if entry.value > 0] or list(declared.correct)
    found = dict(key.split(None, 1) for key in keyed if len(key.split()) == 2)
    # A pair may be named either way round.
    found |= {b: a for a, b in list(found.items()) if b not in texts and a in texts}
    pairs = []
    for row in rows:
        target = found.get(row.get("identifier", ""))
        if target not in texts:
            raise Unreadable(f"“{row.get('identifier')}”")
        pairs.append(
            {"text": source.markdown(row), "match": texts[target], "rationale": source.rationale(row)}
        )
    used = {pair["match"] for pair in pairs}
    spare = [text for text in texts.values() if text not in used]
    if source.scored.processing is Processing.MATCH and len(pairs) > 1:
        source.note(changed("all_or_nothing"))
    return {
        "type": "matching",
        "stem": source.stem(node),
        "shuffle": node.get("shuffle", "false") == "true",
        "pairs": named(pairs),
        **({"distractors": spare} if spare else {}),
        **source.closing(),
    }


def _order(source: Source, node: etree._Element) -> dict[str, Any]:
    declared = source.declaration(node)
    options = {one.get("identifier", ""): one for one in children(node, "qti-simple-choice")}
    if set(declared.correct) != set(options):
        raise Unreadable("qti-correct-response")
    entries = [
        {"text": source.markdown(options[name]), "rationale": source.rationale(options[name])}
        for name in declared.correct
    ]
    return {
        "type": "ordering",
        "stem": source.stem(node),
        "scoring": "all-or-nothing",
        "entries": named(entries),
        **source.closing(),
    }


def _extended(source: Source, node: etree._Element) -> dict[str, Any]:
    return {"type": "essay", "stem": source.stem(node), "rubric": [], **source.closing()}


_READERS: Mapping[str, Callable[[Source, etree._Element], dict[str, Any]]] = {
    "qti-choice-interaction": _choice,
    "qti-match-interaction": _match,
    "qti-order-interaction": _order,
    "qti-gap-match-interaction": read_gap_match,
    "qti-extended-text-interaction": _extended,
    "qti-hotspot-interaction": read_hotspot,
}
