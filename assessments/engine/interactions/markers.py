"""Markers: put labels where they belong on a picture, by pointing or from a list (Moodle: drag and drop markers)."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Self

from pydantic import Field, model_validator

from assessments.engine.content import Part
from assessments.engine.faults import ResponseInvalid, refusal
from assessments.engine.interactions.pictures import MAX_AREAS, Outline, PictureContent, Point, spots_by
from assessments.engine.json_types import Json
from assessments.engine.marks import ONE, ZERO, Mark, PartMark
from assessments.engine.responses import only_value
from assessments.engine.texts import Identifier, Line, MarkdownText

FIELD = "marker-"
MAX_USES = 6


class MarkerLabel(Part):
    """One label, and how often it may be put down."""

    id: Identifier
    text: Line
    uses: Annotated[int, Field(strict=True, ge=1, le=MAX_USES)] = 1


class Zone(Outline):
    """An area, and the marker that belongs in it."""

    marker: Identifier


class MarkersContent(PictureContent):
    """A picture, markers, and the zones that want one each. A marker without a zone belongs nowhere."""

    markers: Annotated[tuple[MarkerLabel, ...], Field(min_length=2, max_length=MAX_AREAS)]
    zones: Annotated[tuple[Zone, ...], Field(min_length=1, max_length=MAX_AREAS)]
    general_feedback: MarkdownText

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        self.judge_picture(self.zones, "zones")
        ids: set[str] = set()
        for place, marker in enumerate(self.markers):
            if marker.id in ids:
                raise refusal("same_id", "markers", place, "id", id=marker.id)
            ids.add(marker.id)
        for place, zone in enumerate(self.zones):
            if zone.marker not in ids:
                raise refusal("unknown_marker", "zones", place, "marker", id=zone.marker)
        for place, marker in enumerate(self.markers):
            needed = sum(zone.marker == marker.id for zone in self.zones)
            if needed > marker.uses:
                raise refusal("uses_few", "markers", place, "uses", needed=needed)
        return self


class Markers:
    """The markers interaction: right over the greater of needed and put down, so that surplus markers cost.

    Moodle's ddmarker counts in this way. A zone takes one marker, and a marker counts for one zone.
    """

    type = "markers"
    title = "Markers on a picture"
    content_model = MarkersContent

    def view(self, content: MarkersContent, *, seed: int) -> dict[str, Json]:
        labels: list[Json] = [
            {"id": marker.id, "text": marker.text, "uses": marker.uses} for marker in content.markers
        ]
        return {"type": self.type, "markers": labels, **content.picture_view(seed=seed)}

    def read_form(self, fields: Mapping[str, Sequence[str]]) -> Json:
        found = spots_by(fields, FIELD)
        return {"markers": found} if found else {}

    def check(self, content: MarkersContent, response: Json) -> Json:
        if response == {}:
            return {}
        sent = only_value(response, "markers")
        if not isinstance(sent, dict):
            raise ResponseInvalid("choose_some")
        if not set(sent) <= {marker.id for marker in content.markers}:
            raise ResponseInvalid("foreign_option")
        kept: dict[str, Json] = {}
        for marker in content.markers:
            spots: list[Json] = list(content.check_spots(sent.get(marker.id, []), most=marker.uses))
            if spots:
                kept[marker.id] = spots
        return {"markers": kept} if kept else {}

    def is_answered(self, content: MarkersContent, response: Json) -> bool:
        return bool(_placed(response))

    def mark(self, content: MarkersContent, response: Json | None) -> Mark:
        placed = _placed(response)
        points = {name: [content.point_of(spot) for spot in spots] for name, spots in placed.items()}
        filled = _filled(content.zones, points)
        dropped = sum(len(spots) for spots in placed.values())
        parts = tuple(
            PartMark(
                str(number),
                ONE if number in filled else ZERO,
                number in filled,
                f"**{zone.label}.** {zone.rationale}",
            )
            for number, zone in enumerate(content.zones)
        )
        score = Fraction(len(filled), max(len(content.zones), dropped))
        return Mark(score, parts, content.general_feedback)

    def guess(self, content: MarkersContent) -> None:
        return None

    def describe(self, content: MarkersContent, response: Json) -> str:
        texts = {marker.id: marker.text for marker in content.markers}
        return "; ".join(
            f"{texts[name]}: {content.describe_spot(spot)}"
            for name, spots in _placed(response).items()
            if name in texts
            for spot in spots
        )

    def key(self, content: MarkersContent) -> str:
        texts = {marker.id: marker.text for marker in content.markers}
        return "; ".join(f"{texts[zone.marker]}: {zone.label}" for zone in content.zones)


def _filled(zones: Sequence[Zone], points: Mapping[str, Sequence[Point]]) -> set[int]:
    """The zones that have their marker, each put-down marker spent on one zone at most, as many as can be."""
    spent: dict[tuple[str, int], int] = {}

    def fill(zone: int, tried: set[tuple[str, int]]) -> bool:
        marker = zones[zone].marker
        for place, point in enumerate(points.get(marker, ())):
            drop = (marker, place)
            if drop in tried or not zones[zone].has(point):
                continue
            tried.add(drop)
            if drop not in spent or fill(spent[drop], tried):
                spent[drop] = zone
                return True
        return False

    for number in range(len(zones)):
        fill(number, set())
    return set(spent.values())


def _placed(response: Json | None) -> dict[str, list[str]]:
    found = only_value(response, "markers")
    if not isinstance(found, dict):
        return {}
    return {name: [str(spot) for spot in spots] for name, spots in found.items() if isinstance(spots, list)}
