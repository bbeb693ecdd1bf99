"""What hotspot and markers share: a picture, areas on it, named places as an alternative to pointing.

A spot of a response is the name of a place, or "x,y" in whole pixels of the picture from its upper left corner.
Coordinates and containment are whole numbers throughout: no spot is inside or outside by rounding.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, Field, StringConstraints

from assessments.engine.content import Content, Part
from assessments.engine.faults import ResponseInvalid, refusal
from assessments.engine.json_types import Json
from assessments.engine.shuffling import shuffled
from assessments.engine.texts import Identifier, Line, MarkdownText

MAX_AREAS = 12
MAX_PLACES = 20
MAX_SIDE = 4000
Point: TypeAlias = tuple[int, int]
_COORDS = re.compile(r"[0-9]{1,4}(?:[ ,]+[0-9]{1,4})*\Z")
_SPOT = re.compile(r"([0-9]{1,4}),([0-9]{1,4})\Z")


class ItemPicture(Part):
    """A picture by its content: the SHA-256 of its bytes, and its size in pixels."""

    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    width: Annotated[int, Field(strict=True, ge=1, le=MAX_SIDE)]
    height: Annotated[int, Field(strict=True, ge=1, le=MAX_SIDE)]


class Shape(StrEnum):
    """How an area is drawn, with QTI's coordinates: left,top,right,bottom; centre x,y,radius; corners x,y,x,y…"""

    RECTANGLE = "rectangle"
    CIRCLE = "circle"
    POLYGON = "polygon"


class Outline(Part):
    """An area of a picture with its name in words. What lies on its edge is inside (Moodle, QTI)."""

    label: Line
    shape: Shape
    coords: Line
    rationale: MarkdownText

    def numbers(self) -> tuple[int, ...]:
        return tuple(int(found) for found in re.findall(r"[0-9]+", self.coords))

    def has(self, point: Point) -> bool:
        """Whether a point lies in the area or on its edge."""
        (x, y), numbers = point, self.numbers()
        if self.shape is Shape.RECTANGLE:
            left, top, right, bottom = numbers
            return left <= x <= right and top <= y <= bottom
        if self.shape is Shape.CIRCLE:
            centre_x, centre_y, radius = numbers
            return (x - centre_x) ** 2 + (y - centre_y) ** 2 <= radius**2
        return _in_polygon(point, list(zip(numbers[::2], numbers[1::2], strict=True)))


def _in_polygon(point: Point, corners: Sequence[Point]) -> bool:
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
        cross = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
        if cross == 0 and min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2):
            return True
        # Even-odd: a ray to the right crosses this side, decided without division.
        if (y1 > y) != (y2 > y) and (cross > 0) == (y2 > y1):
            inside = not inside
    return inside


def _read_at(value: object) -> str:
    found = _SPOT.match(str(value).replace(" ", ""))
    if found is None:
        raise refusal("place_at")
    return f"{int(found[1])},{int(found[2])}"


class NamedPlace(Part):
    """A place that a candidate may choose from a list instead of pointing, described so that it can be found."""

    id: Identifier
    label: Line
    at: Annotated[str, BeforeValidator(_read_at)]

    @property
    def point(self) -> Point:
        x, y = self.at.split(",")
        return (int(x), int(y))


class PictureContent(Content):
    """A stem, a picture with its description, and the places on it. `image` is put in where the item is kept."""

    image: ItemPicture | None = None
    image_description: MarkdownText
    places: Annotated[tuple[NamedPlace, ...], Field(min_length=2, max_length=MAX_PLACES)]

    def judge_picture(self, areas: Sequence[Outline], field: str) -> None:
        """Refuse what lies outside, areas that nobody can choose by place, and places that are all right."""
        if self.image is None:
            raise refusal("image_missing", "image")
        width, height = self.image.width, self.image.height
        for number, area in enumerate(areas):
            _judge_outline(area, (width, height), (field, number))
        seen: set[str] = set()
        for number, place in enumerate(self.places):
            if place.id in seen or place.label in seen:
                raise refusal("place_twice", "places", number, "label")
            seen |= {place.id, place.label}
            if place.point[0] >= width or place.point[1] >= height:
                raise refusal("place_outside", "places", number, "at", width=width, height=height)
        reached = {self.area_at(place.point, areas) for place in self.places}
        for number in range(len(areas)):
            if number not in reached:
                raise refusal("area_without_place", field, number, "coords")
        if None not in reached:
            raise refusal("no_wrong_place", "places")

    @staticmethod
    def area_at(point: Point, areas: Sequence[Outline]) -> int | None:
        """The number of the first area that has a point; None outside all."""
        return next((number for number, area in enumerate(areas) if area.has(point)), None)

    def point_of(self, spot: str) -> Point:
        """Where a checked spot lies."""
        found = _SPOT.match(spot)
        if found is not None:
            return (int(found[1]), int(found[2]))
        return next(place.point for place in self.places if place.id == spot)

    def check_spots(self, sent: Json, *, most: int) -> list[str]:
        """Spots as they are kept, the same one once only. Raises ResponseInvalid."""
        if not isinstance(sent, list) or len(sent) > most:
            raise ResponseInvalid("choose_spots", most=most)
        known = {place.id for place in self.places}
        spots: list[str] = []
        for spot in sent:
            if not isinstance(spot, str) or not (spot in known or self._inside(spot)):
                raise ResponseInvalid("foreign_spot")
            spots.append(spot)
        return list(dict.fromkeys(spots))

    def _inside(self, spot: str) -> bool:
        found = _SPOT.match(spot)
        if found is None or self.image is None or spot != f"{int(found[1])},{int(found[2])}":
            return False
        return int(found[1]) < self.image.width and int(found[2]) < self.image.height

    def describe_spot(self, spot: str) -> str:
        """A spot in words, without saying whether it is right."""
        if _SPOT.match(spot):
            return f"point {spot.replace(',', ', ')}"
        return next((place.label for place in self.places if place.id == spot), "")

    def picture_view(self, *, seed: int) -> dict[str, Json]:
        """The picture and the places as a candidate may see them: no area, and no place's coordinates."""
        labels = {place.id: place.label for place in self.places}
        order = shuffled(labels, seed=seed, purpose="places")
        return {
            "stem": self.stem,
            "image": self.image.model_dump() if self.image else {},
            "image_description": self.image_description,
            "places": [{"id": name, "label": labels[name]} for name in order],
        }


def _judge_outline(area: Outline, size: Point, path: tuple[str, int]) -> None:
    numbers = area.numbers() if _COORDS.match(area.coords) else ()
    enough = {
        Shape.RECTANGLE: len(numbers) == 4,
        Shape.CIRCLE: len(numbers) == 3,
        Shape.POLYGON: len(numbers) >= 6 and len(numbers) % 2 == 0 and len(numbers) <= 40,
    }
    if not enough[area.shape]:
        raise refusal("coords", *path, "coords")
    if area.shape is Shape.CIRCLE:
        x, y, radius = numbers
        corners = [(x + radius, y + radius)]
        upright = radius > 0 and x >= radius and y >= radius
    else:
        corners = list(zip(numbers[::2], numbers[1::2], strict=True))
        upright = area.shape is Shape.POLYGON or (numbers[0] < numbers[2] and numbers[1] < numbers[3])
    if not upright or any(x > size[0] or y > size[1] for x, y in corners):
        raise refusal("area_outside", *path, "coords", width=size[0], height=size[1])


def posted_spots(values: Iterable[str]) -> list[Json]:
    """Posted selects as spots; those left alone are left out."""
    return [value for value in values if value]


def spots_by(fields: Mapping[str, Sequence[str]], prefix: str) -> dict[str, Json]:
    """Posted selects by what stands after the prefix of their names."""
    found: dict[str, Json] = {}
    for name, values in fields.items():
        if name.startswith(prefix) and (spots := posted_spots(values)):
            found[name.removeprefix(prefix)] = spots
    return found
