"""What a QTI 3 item declares and how it is scored, as far as that is standard."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction

from lxml import etree

from assessments.interchange.safe_xml import child, children, local

NAMESPACE = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
_TEMPLATES = {
    "match_correct": "match_correct",
    "map_response": "map_response",
    "map_response_point": "map_response",
}
# A processing made of nothing else does what one of the templates does.
_SIMPLE = frozenset(
    [
        "qti-response-processing",
        "qti-response-condition",
        "qti-response-if",
        "qti-response-else",
        "qti-response-else-if",
        "qti-set-outcome-value",
        "qti-map-response",
        "qti-map-response-point",
        "qti-match",
        "qti-variable",
        "qti-correct",
        "qti-base-value",
        "qti-sum",
        "qti-is-null",
        "qti-and",
        "qti-not",
        "qti-equal",
    ]
)


class Processing(StrEnum):
    """How the score comes about."""

    MATCH = "match_correct"
    MAP = "map_response"
    EQUAL = "equal"
    NONE = "none"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Entry:
    """One mapped value: what is answered, what it is worth, whether capitals count."""

    key: str
    value: Fraction
    case_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """One mapped area."""

    shape: str
    coords: str
    value: Fraction


@dataclass(frozen=True, slots=True)
class Declaration:
    """One response declaration."""

    identifier: str
    cardinality: str
    base_type: str
    correct: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    areas: tuple[Area, ...] = ()
    lower: Fraction | None = None
    upper: Fraction | None = None
    default: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Scored:
    """How an item is scored: by which means, and where numbers are compared, with which tolerances."""

    processing: Processing
    numbers: tuple[tuple[str, str, str, Fraction], ...] = field(default=())


def exact(text: str | None) -> Fraction:
    """A number of a QTI file, exactly. Raises ValueError."""
    try:
        number = Decimal((text or "0").strip())
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not number.is_finite():
        raise ValueError(text)
    return Fraction(number)


def declarations_of(item: etree._Element) -> Mapping[str, Declaration]:
    """The response declarations by identifier. Raises ValueError for numbers that are none."""
    return {
        found.identifier: found
        for found in (_declaration(node) for node in children(item, "qti-response-declaration"))
    }


def _declaration(node: etree._Element) -> Declaration:
    correct = child(node, "qti-correct-response")
    mapping, areas = child(node, "qti-mapping"), child(node, "qti-area-mapping")
    bounds = mapping if mapping is not None else areas
    return Declaration(
        identifier=node.get("identifier", ""),
        cardinality=node.get("cardinality", "single"),
        base_type=node.get("base-type", ""),
        correct=tuple((value.text or "").strip() for value in children(correct, "qti-value"))
        if correct is not None
        else (),
        entries=tuple(_entry(entry) for entry in children(mapping, "qti-map-entry"))
        if mapping is not None
        else (),
        areas=tuple(_area(entry) for entry in children(areas, "qti-area-map-entry"))
        if areas is not None
        else (),
        lower=_bound(bounds, "lower-bound"),
        upper=_bound(bounds, "upper-bound"),
        default=exact(bounds.get("default-value")) if bounds is not None else Fraction(0),
    )


def _bound(node: etree._Element | None, name: str) -> Fraction | None:
    return exact(node.get(name)) if node is not None and node.get(name) is not None else None


def _entry(node: etree._Element) -> Entry:
    return Entry(
        node.get("map-key", ""), exact(node.get("mapped-value")), node.get("case-sensitive", "true") == "true"
    )


def _area(node: etree._Element) -> Area:
    return Area(node.get("shape", ""), node.get("coords", ""), exact(node.get("mapped-value")))


def scored_by(item: etree._Element) -> Scored:
    """How the item's score comes about."""
    node = child(item, "qti-response-processing")
    if node is None or (not len(node) and not node.get("template")):
        return Scored(Processing.NONE)
    template = (node.get("template") or "").rstrip("/").rsplit("/", 1)[-1].removesuffix(".xml")
    if template:
        known = _TEMPLATES.get(template)
        return Scored(Processing(known) if known else Processing.OTHER)
    names = {local(inner) for inner in node.iter() if isinstance(inner.tag, str)}
    if not names <= _SIMPLE:
        return Scored(Processing.OTHER)
    if "qti-equal" in names:
        return Scored(Processing.EQUAL, tuple(_equals(node)))
    if names & {"qti-map-response", "qti-map-response-point"}:
        return Scored(Processing.MAP)
    return Scored(Processing.MATCH if "qti-match" in names else Processing.OTHER)


def _equals(node: etree._Element) -> list[tuple[str, str, str, Fraction]]:
    """Each comparison of a number: its value, the tolerance's mode and size, what it is worth.

    A value "" is the declaration's correct one.
    """
    found = []
    for branch in node.iter():
        if local(branch) not in ("qti-response-if", "qti-response-else-if"):
            continue
        equal, outcome = child(branch, "qti-equal"), child(branch, "qti-set-outcome-value")
        if equal is None or outcome is None or outcome.get("identifier") != "SCORE":
            continue
        value, worth = child(equal, "qti-base-value"), child(outcome, "qti-base-value")
        tolerance = (equal.get("tolerance") or "0").split()[0]
        found.append(
            (
                (value.text or "").strip() if value is not None else "",
                equal.get("tolerance-mode", "exact"),
                tolerance,
                exact(worth.text) if worth is not None else Fraction(1),
            )
        )
    return found
