"""The pen for one item in QTI 3.0: elements, rich text, declarations, and how the score comes about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from lxml import etree

from assessments.interchange.markup import to_html
from assessments.interchange.qti_declarations import NAMESPACE
from assessments.interchange.travel import Note

_Attributes = Mapping[str, str]


@dataclass(slots=True)
class Writer:
    """One item while it is written."""

    root: etree._Element
    notes: list[Note] = field(default_factory=list)
    # How the score comes about: a template's name, or an element of its own.
    template: str = "map_response"
    processing: etree._Element | None = None

    def add(
        self,
        parent: etree._Element,
        name: str,
        attributes: _Attributes | None = None,
        text: str | None = None,
    ) -> etree._Element:
        node = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", dict(attributes or {}))
        node.text = text
        return node

    def rich(self, parent: etree._Element, markdown: str) -> None:
        """Markdown as XHTML below an element."""
        self.html(parent, to_html(markdown))

    def html(self, parent: etree._Element, source: str) -> None:
        """XHTML below an element, without paragraphs where only running text may stand."""
        inner = etree.fromstring(f'<div xmlns="{NAMESPACE}">{source}</div>')
        parent.text = inner.text
        for child in inner:
            parent.append(child)

    def inline(self, parent: etree._Element, markdown: str) -> None:
        """Markdown as running text: of one paragraph, what is in it."""
        source = to_html(markdown)
        if source.startswith("<p>") and source.count("<p>") == 1 and source.endswith("</p>"):
            source = source[3:-4]
        self.html(parent, source)

    def why(self, option: etree._Element, name: str, markdown: str) -> None:
        """The reason of an option, within it."""
        if markdown:
            node = self.add(
                option,
                "qti-feedback-inline",
                {"outcome-identifier": "FEEDBACK", "identifier": name, "show-hide": "show"},
            )
            self.inline(node, markdown)

    def declare(self, name: str, cardinality: str, base: str, correct: list[str]) -> etree._Element:
        node = self.add(
            self.root,
            "qti-response-declaration",
            {"identifier": name, "cardinality": cardinality, "base-type": base},
        )
        if correct:
            holder = self.add(node, "qti-correct-response")
            for value in correct:
                self.add(holder, "qti-value", text=value)
        return node

    def mapping(
        self, declaration: etree._Element, rows: list[tuple[str, Fraction]], *, case: bool | None = None
    ) -> None:
        least = min((value for _key, value in rows), default=Fraction(0))
        bounds = {"default-value": "0"} | ({"lower-bound": "0"} if least < 0 else {})
        holder = self.add(declaration, "qti-mapping", bounds)
        for key, value in rows:
            attributes = {"map-key": key, "mapped-value": share(value)}
            if case is not None:
                attributes["case-sensitive"] = "true" if case else "false"
            self.add(holder, "qti-map-entry", attributes)


def share(value: Fraction) -> str:
    """An exact value as a decimal of seven digits: what comes back is snapped to the same fraction."""
    return f"{float(value):.7f}".rstrip("0").rstrip(".") if value.denominator > 1 else str(int(value))
