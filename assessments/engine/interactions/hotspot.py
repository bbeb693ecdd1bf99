"""Hotspot: choose one or several places on a picture, by pointing or from a list (QTI 3: select point, hotspot)."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Self

from pydantic import Field, model_validator

from assessments.engine.exact import Credit
from assessments.engine.faults import ResponseInvalid, refusal
from assessments.engine.interactions.pictures import MAX_AREAS, Outline, PictureContent, posted_spots
from assessments.engine.json_types import Json
from assessments.engine.marks import ONE, ZERO, Mark, PartMark, clip
from assessments.engine.responses import only_value
from assessments.engine.texts import MarkdownText


class Hotarea(Outline):
    """An area with what it earns, or costs."""

    credit: Annotated[Credit, Field(ge=-1, le=1)]


class HotspotContent(PictureContent):
    """A picture with areas whose right ones add up to 1. A point in none of them costs `miss_cost`."""

    areas: Annotated[tuple[Hotarea, ...], Field(min_length=1, max_length=MAX_AREAS)]
    max_choices: Annotated[int, Field(strict=True, ge=1, le=MAX_AREAS)] = 1
    miss_cost: Annotated[Credit, Field(ge=0, le=1)] | None = None
    general_feedback: MarkdownText

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        self.judge_picture(self.areas, "areas")
        right = [area.credit for area in self.areas if area.credit > 0]
        if sum(right) != ONE:
            raise refusal("credits_sum", "areas", sum=sum(right))
        if len(right) > self.max_choices:
            raise refusal("choices_few", "max_choices", needed=len(right))
        return self


class Hotspot:
    """The hotspot interaction. An area counts once however many points fall in it; the first that has a point counts."""

    type = "hotspot"
    title = "Hotspot"
    content_model = HotspotContent

    def view(self, content: HotspotContent, *, seed: int) -> dict[str, Json]:
        return {"type": self.type, "max_choices": content.max_choices, **content.picture_view(seed=seed)}

    def read_form(self, fields: Mapping[str, Sequence[str]]) -> Json:
        spots = posted_spots(fields.get("spot", ()))
        return {"spots": spots} if spots else {}

    def check(self, content: HotspotContent, response: Json) -> Json:
        if response == {}:
            return {}
        sent = only_value(response, "spots")
        if sent is None:
            raise ResponseInvalid("choose_spots", most=content.max_choices)
        spots: list[Json] = list(content.check_spots(sent, most=content.max_choices))
        return {"spots": spots} if spots else {}

    def is_answered(self, content: HotspotContent, response: Json) -> bool:
        return bool(_spots(response))

    def mark(self, content: HotspotContent, response: Json | None) -> Mark:
        places = [content.area_at(content.point_of(spot), content.areas) for spot in _spots(response)]
        hit = {place for place in places if place is not None}
        misses = sum(place is None for place in places)
        score = sum((content.areas[number].credit for number in hit), ZERO)
        score -= misses * (content.miss_cost or ZERO)
        parts = tuple(
            PartMark(str(number), area.credit, number in hit, f"**{area.label}.** {area.rationale}")
            for number, area in enumerate(content.areas)
        )
        return Mark(clip(score), parts, content.general_feedback)

    def guess(self, content: HotspotContent) -> Fraction | None:
        if content.max_choices > 1:
            return None
        earned = [
            clip(content.areas[number].credit) if number is not None else ZERO
            for number in (content.area_at(place.point, content.areas) for place in content.places)
        ]
        return sum(earned, ZERO) / len(earned)

    def describe(self, content: HotspotContent, response: Json) -> str:
        return "; ".join(content.describe_spot(spot) for spot in _spots(response))

    def key(self, content: HotspotContent) -> str:
        return "; ".join(area.label for area in content.areas if area.credit > 0)


def _spots(response: Json | None) -> list[str]:
    found = only_value(response, "spots")
    return [str(spot) for spot in found] if isinstance(found, list) else []
