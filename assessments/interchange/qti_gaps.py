"""QTI items with gaps: boxes to write into, lists, words to drag."""

import copy
from fractions import Fraction
from math import lcm
from typing import Any

from lxml import etree

from assessments.interchange.markup import escaped, to_markdown
from assessments.interchange.qti_declarations import Declaration, Processing
from assessments.interchange.qti_source import (
    INLINE,
    Source,
    Unreadable,
    credits_of,
    cut,
    plain_tags,
    text_of_choice,
)
from assessments.interchange.safe_xml import children, local
from assessments.interchange.travel import changed, lettered, lost


def read_gap_match(source: Source, node: etree._Element) -> dict[str, Any]:
    """Words to put into gaps: each gap gets a list of all words to choose from."""
    declared = source.declaration(node)
    words = {one.get("identifier", ""): text_of_choice(one) for one in children(node, "qti-gap-text")}
    keyed = [entry.key for entry in declared.entries if entry.value > 0] or list(declared.correct)
    right = {gap: word for word, gap in (key.split(None, 1) for key in keyed if len(key.split()) == 2)}
    kept = copy.deepcopy(node)
    gaps: list[dict[str, Any]] = []
    for inner in list(kept.iter()):
        name = local(inner)
        if name == "qti-gap":
            gap = inner.get("identifier", "")
            if right.get(gap) not in words:
                raise Unreadable(f"“{gap}”")
            choices = [
                {"text": escaped(text), "credit": int(word == right[gap]), "rationale": ""}
                for word, text in words.items()
            ]
            gaps.append(
                {
                    "id": f"g{len(gaps) + 1}",
                    "kind": "chosen",
                    "weight": 1,
                    "shuffle": True,
                    "choices": lettered(choices),
                }
            )
            inner.tail = f"GAPMARK{len(gaps)}X{inner.tail or ''}"
            cut(inner)
        elif name in ("qti-gap-text", "qti-prompt"):
            cut(inner)
    source.note(changed("as_choices"))
    return _cloze_content(source, node, plain_tags(kept), gaps)


def _cloze_content(
    source: Source, node: etree._Element | None, html: str, gaps: list[dict[str, Any]]
) -> dict[str, Any]:
    text, notes = to_markdown(html)
    source.note(*notes)
    for number in range(len(gaps), 0, -1):
        text = text.replace(f"GAPMARK{number}X", f"[[g{number}]]")
    return {
        "type": "cloze",
        "stem": (source.stem(node) if node is not None else "") or "Fill in the gaps.",
        "text": text,
        "gaps": gaps,
        **source.closing(),
    }


def read_inline(source: Source, nodes: list[etree._Element]) -> dict[str, Any]:
    """Gaps in a text; a single box to write into is a short text or a number."""
    if source.scored.processing is Processing.OTHER:
        source.note(lost("processing"))
    if len(nodes) == 1 and local(nodes[0]) == INLINE[0]:
        return _single_entry(source, nodes[0])
    kept = copy.deepcopy(source.body)
    inside = [node for node in kept.iter() if local(node) in INLINE]
    gaps = []
    for number, (node, copied) in enumerate(zip(nodes, inside, strict=True), start=1):
        gaps.append(_gap(source, node, f"g{number}"))
        copied.tail = f"GAPMARK{number}X{copied.tail or ''}"
        cut(copied)
    _weigh(source, nodes, gaps)
    return _cloze_content(source, None, plain_tags(kept), gaps)


def _weigh(source: Source, nodes: list[etree._Element], gaps: list[dict[str, Any]]) -> None:
    """Weights in the ratio of what the gaps can earn."""
    worth = [
        max((entry.value for entry in source.declaration(node).entries), default=Fraction(1))
        for node in nodes
    ]
    scale = lcm(*(value.denominator for value in worth))
    weights = [int(value * scale) for value in worth]
    if min(weights) > 0 and max(weights) <= 100:
        for gap, weight in zip(gaps, weights, strict=True):
            gap["weight"] = weight


def _gap(source: Source, node: etree._Element, name: str) -> dict[str, Any]:
    declared = source.declaration(node)
    gap: dict[str, Any] = {"id": name, "kind": "typed", "weight": 1}
    if local(node) == INLINE[0]:
        answers, case = _typed(source, declared)
        return gap | {"answers": answers, "case_sensitive": case}
    options = children(node, "qti-inline-choice")
    earned = credits_of(source, declared, [one.get("identifier", "") for one in options], several=False)
    choices = [
        {"text": escaped(text_of_choice(one)), "credit": credit, "rationale": source.rationale(one)}
        for one, credit in zip(options, earned, strict=True)
    ]
    shuffle = node.get("shuffle", "false") == "true"
    return gap | {"kind": "chosen", "shuffle": shuffle, "choices": lettered(choices)}


def _typed(source: Source, declared: Declaration) -> tuple[list[dict[str, Any]], bool]:
    """The answers of a text, and whether capitals count."""
    if source.scored.processing is Processing.MAP and declared.entries:
        whole = max((entry.value for entry in declared.entries), default=Fraction(0))
        answers = [
            {
                "text": _literal(entry.key),
                "credit": source.share(max(entry.value, Fraction(0)), whole),
                "rationale": "",
            }
            for entry in declared.entries
        ]
        return answers, any(entry.case_sensitive for entry in declared.entries)
    if not declared.correct:
        raise Unreadable("qti-correct-response")
    return [{"text": _literal(declared.correct[0]), "credit": 1, "rationale": ""}], True


def _literal(text: str) -> str:
    """A text in which nothing stands for anything else."""
    return " ".join(text.replace("\\", "\\\\").replace("*", "\\*").split())


def _single_entry(source: Source, node: etree._Element) -> dict[str, Any]:
    declared = source.declaration(node)
    kept = copy.deepcopy(source.body)
    copied = next(one for one in kept.iter() if local(one) == INLINE[0])
    around = f"{copied.tail or ''}".strip()
    copied.tail = f"{'_____ ' if around else ''}{copied.tail or ''}"
    cut(copied)
    stem, notes = to_markdown(plain_tags(kept))
    source.note(*notes)
    stem = stem.replace("\\_\\_\\_\\_\\_", "_____").strip() or source.item.get("title", "")
    if declared.base_type in ("float", "integer"):
        return _number(source, declared, stem)
    answers, case = _typed(source, declared)
    return {
        "type": "short-text",
        "stem": stem,
        "answers": answers,
        "case_sensitive": case,
        **source.closing(),
    }


def _number(source: Source, declared: Declaration, stem: str) -> dict[str, Any]:
    """A number: by comparisons with tolerances, by a mapping of values, or by the correct one."""
    correct = declared.correct[0] if declared.correct else ""
    if source.scored.processing is Processing.EQUAL:
        whole = max((worth for *_rest, worth in source.scored.numbers), default=Fraction(0))
        rows = [
            (value or correct, mode, tolerance, source.share(worth, whole))
            for value, mode, tolerance, worth in source.scored.numbers
        ]
    elif source.scored.processing is Processing.MAP and declared.entries:
        whole = max((entry.value for entry in declared.entries), default=Fraction(0))
        rows = [(entry.key, "exact", "0", source.share(entry.value, whole)) for entry in declared.entries]
    else:
        rows = [(correct, "exact", "0", 1)]
    answers = []
    for value, mode, tolerance, credit in rows:
        size = (
            f"{Fraction(tolerance) / 100}" if mode == "relative" else tolerance if mode == "absolute" else "0"
        )
        answer = {"value": value, "tolerance": _decimal(size), "credit": credit, "rationale": ""}
        answers.append(answer | ({"tolerance_type": "relative"} if mode == "relative" else {}))
    return {"type": "numeric", "stem": stem, "answers": answers, **source.closing()}


def _decimal(text: str) -> str:
    """A number that has an end in digits."""
    number = Fraction(text)
    return str(int(number)) if number.denominator == 1 else f"{float(number):.10f}".rstrip("0")
