"""A data-flow diagram as data: elements in a grid, trust boundaries around them, flows between them, and its drawing."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StrictBool

from assessments.engine.faults import refusal
from assessments.engine.json_types import Json
from assessments.engine.parts import Part
from assessments.engine.texts import Identifier, Line

MAX_ELEMENTS = 40
MAX_FLOWS = 60
MAX_SIDE = 12
# One cell of the grid and one box in it, in units of the drawing.
CELL_WIDTH, CELL_HEIGHT = 184, 116
BOX_WIDTH, BOX_HEIGHT = 132, 60
MARGIN = 26

Side = Annotated[int, Field(strict=True, ge=0, lt=MAX_SIDE)]
Span = Annotated[int, Field(strict=True, ge=1, le=MAX_SIDE)]


class ElementKind(StrEnum):
    """What an element of a data-flow diagram is; it decides which threats it may have."""

    EXTERNAL = "external"
    PROCESS = "process"
    STORE = "store"


class TrustBoundary(Part):
    """A trust boundary: the cells that it surrounds."""

    id: Identifier
    text: Line
    column: Side
    row: Side
    columns: Span
    rows: Span

    def holds(self, element: "Element") -> bool:
        return (
            self.column <= element.column < self.column + self.columns
            and self.row <= element.row < self.row + self.rows
        )


class Element(Part):
    """Something that data flows to or from, in its cell of the grid."""

    id: Identifier
    text: Line
    kind: ElementKind
    column: Side
    row: Side


class Link(Part):
    """One line of a flow. `bend` lifts it aside, in tenths of a cell, where a straight one would cross a box."""

    source: Identifier
    target: Identifier
    both: StrictBool = False
    bend: Annotated[int, Field(strict=True, ge=-30, le=30)] = 0


class Flow(Part):
    """What flows, along one line or several."""

    id: Identifier
    text: Line
    links: Annotated[tuple[Link, ...], Field(min_length=1, max_length=6)]


def judge_diagram(zones: Sequence[TrustBoundary], elements: Sequence[Element], flows: Sequence[Flow]) -> None:
    """Refuse names that stand twice, two elements in one cell, and flows from or to nowhere."""
    known: set[str] = set()
    named_parts = {
        "zones": [one.id for one in zones],
        "elements": [one.id for one in elements],
        "flows": [one.id for one in flows],
    }
    for field, names in named_parts.items():
        for place, name in enumerate(names):
            if name in known:
                raise refusal("same_id", field, place, "id", id=name)
            known.add(name)
    cells: set[tuple[int, int]] = set()
    for place, element in enumerate(elements):
        if (element.column, element.row) in cells:
            raise refusal("cell_taken", "elements", place, "column")
        cells.add((element.column, element.row))
    named = {element.id for element in elements}
    for place, flow in enumerate(flows):
        for at, link in enumerate(flow.links):
            for end, name in (("source", link.source), ("target", link.target)):
                if name not in named:
                    raise refusal("unknown_element", "flows", place, "links", at, end, id=name)


def zone_of(element: Element, zones: Sequence[TrustBoundary]) -> TrustBoundary | None:
    """The trust boundary that surrounds an element most closely; None for what stands outside of all."""
    around = [zone for zone in zones if zone.holds(element)]
    return min(around, key=lambda zone: zone.columns * zone.rows, default=None)


def words(
    zones: Sequence[TrustBoundary], elements: Sequence[Element], flows: Sequence[Flow]
) -> dict[str, Json]:
    """The diagram without a picture: who stands where, what flows from where to where, what it crosses."""
    by_id = {element.id: element for element in elements}
    place = {element.id: zone_of(element, zones) for element in elements}
    groups: list[Json] = []
    for zone in (*zones, None):
        listed: list[Json] = [
            {"id": one.id, "text": one.text, "kind": one.kind.value}
            for one in elements
            if place[one.id] == zone
        ]
        if listed:
            groups.append(
                {"id": zone.id if zone else "", "text": zone.text if zone else "", "elements": listed}
            )
    told: list[Json] = []
    for flow in flows:
        crossed: dict[str, str] = {}
        for link in flow.links:
            ends = place[link.source], place[link.target]
            if ends[0] != ends[1]:
                crossed |= {zone.id: zone.text for zone in ends if zone is not None}
        links: list[Json] = [
            {
                "source": f"{link.source} {by_id[link.source].text}",
                "target": f"{link.target} {by_id[link.target].text}",
                "both": link.both,
            }
            for link in flow.links
        ]
        crosses: list[Json] = [f"{name} {text}" for name, text in crossed.items()]
        told.append({"id": flow.id, "text": flow.text, "links": links, "crosses": crosses})
    return {"zones": groups, "flows": told}


def drawing(
    zones: Sequence[TrustBoundary], elements: Sequence[Element], flows: Sequence[Flow]
) -> dict[str, Json]:
    """The diagram in whole units: rectangles, boxes with lines of text, and flows as quadratic curves."""
    width = 2 * MARGIN + CELL_WIDTH * (1 + max(one.column for one in elements))
    height = 2 * MARGIN + CELL_HEIGHT * (1 + max(one.row for one in elements))
    rectangles: list[Json] = [
        {
            "text": f"{zone.id} {zone.text}",
            "x": MARGIN + zone.column * CELL_WIDTH + 6,
            "y": MARGIN + zone.row * CELL_HEIGHT + 4,
            "width": zone.columns * CELL_WIDTH - 12,
            "height": zone.rows * CELL_HEIGHT - 8,
        }
        for zone in zones
    ]
    boxes: list[Json] = []
    for one in elements:
        x, y = _middle(one)
        lines: list[Json] = [*_lines(f"{one.id} {one.text}")]
        boxes.append(
            {
                "kind": one.kind.value,
                "x": x - BOX_WIDTH // 2,
                "y": y - BOX_HEIGHT // 2,
                "middle": x,
                "top": y + 5 - 8 * (len(lines) - 1),
                "lines": lines,
            }
        )
    by_id = {element.id: element for element in elements}
    curves: list[Json] = [
        _curve(flow.id, by_id[link.source], by_id[link.target], link) for flow in flows for link in flow.links
    ]
    return {"width": width, "height": height, "zones": rectangles, "boxes": boxes, "flows": curves}


def _middle(element: Element) -> tuple[int, int]:
    return (
        MARGIN + element.column * CELL_WIDTH + CELL_WIDTH // 2,
        MARGIN + element.row * CELL_HEIGHT + CELL_HEIGHT // 2 + 4,
    )


def _lines(text: str, most: int = 17) -> list[str]:
    """A text in up to three lines of about so many characters."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > most and len(lines) < 3:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _curve(name: str, source: Element, target: Element, link: Link) -> dict[str, Json]:
    x1, y1 = _middle(source)
    x2, y2 = _middle(target)
    mid_x, mid_y = (x1 + x2) // 2, (y1 + y2) // 2
    # Upwards for a negative bend of a level line, to the left for one of an upright line.
    upright = abs(x2 - x1) < abs(y2 - y1)
    mid_x += link.bend * CELL_WIDTH // 10 if upright else 0
    mid_y += 0 if upright else link.bend * CELL_HEIGHT // 10
    start = _edge(x1, y1, mid_x, mid_y)
    end = _edge(x2, y2, mid_x, mid_y)
    label = (start[0] + 2 * mid_x + end[0]) // 4, (start[1] + 2 * mid_y + end[1]) // 4
    return {
        "id": name,
        "path": f"M{start[0]} {start[1]} Q{mid_x} {mid_y} {end[0]} {end[1]}",
        "both": link.both,
        "x": label[0],
        "y": label[1],
    }


def _edge(x: int, y: int, to_x: int, to_y: int) -> tuple[int, int]:
    """Where the line from the middle of a box towards a point leaves the box."""
    across, down = to_x - x, to_y - y
    half_width, half_height = BOX_WIDTH // 2 + 3, BOX_HEIGHT // 2 + 3
    if across == 0 and down == 0:
        return x, y
    if abs(across) * half_height > abs(down) * half_width:
        return x + (half_width if across > 0 else -half_width), y + down * half_width // abs(across)
    return x + across * half_height // abs(down), y + (half_height if down > 0 else -half_height)
