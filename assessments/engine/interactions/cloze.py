"""Cloze: a text with gaps to write or choose words for; each gap earns its share by its weight."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Self

from pydantic import Field, model_validator

from assessments.engine.content import Content
from assessments.engine.faults import ResponseInvalid, refusal
from assessments.engine.gaps import gap_ids, reachable_gaps, words_around
from assessments.engine.interactions.gap_kinds import Gap
from assessments.engine.json_types import Json
from assessments.engine.marks import ZERO, Mark, PartMark
from assessments.engine.responses import only_value
from assessments.engine.texts import MarkdownText

MAX_GAPS = 20
FIELD = "gap-"
_OTHER_GAP = "…"


class ClozeContent(Content):
    """What to do, the text in which [[id]] marks each gap once, and the gaps by their ids."""

    text: MarkdownText
    gaps: Annotated[tuple[Gap, ...], Field(min_length=1, max_length=MAX_GAPS)]
    general_feedback: MarkdownText

    @model_validator(mode="after")
    def _each_gap_once(self) -> Self:
        ids: set[str] = set()
        for place, gap in enumerate(self.gaps):
            if gap.id in ids:
                raise refusal("same_gap", "gaps", place, "id", id=gap.id)
            ids.add(gap.id)
        marked = gap_ids(self.text)
        for name in marked:
            if name not in ids:
                raise refusal("unknown_gap", "text", id=name)
            if marked.count(name) > 1:
                raise refusal("gap_twice", "text", id=name)
        reachable = reachable_gaps(self.text)
        for place, gap in enumerate(self.gaps):
            if gap.id not in marked:
                raise refusal("gap_not_in_text", "gaps", place, "id", id=gap.id)
            if gap.id not in reachable:
                raise refusal("gap_hidden", "text", id=gap.id)
        return self

    def in_order(self) -> list[Gap]:
        """The gaps in the order of the text, in which candidates number them."""
        by_id = {gap.id: gap for gap in self.gaps}
        return [by_id[name] for name in gap_ids(self.text)]


class Cloze:
    """The cloze interaction. The score is the sum of weight × gap score over the sum of weights."""

    type = "cloze"
    title = "Text with gaps"
    content_model = ClozeContent

    def view(self, content: ClozeContent, *, seed: int) -> dict[str, Json]:
        gaps: list[Json] = []
        for number, gap in enumerate(content.in_order(), start=1):
            before, after = words_around(content.text, gap.id, other=_OTHER_GAP)
            shown: dict[str, Json] = {"id": gap.id, "kind": gap.kind, "number": number}
            gaps.append(shown | {"before": before, "after": after} | gap.view(seed=seed))
        return {"type": self.type, "stem": content.stem, "text": content.text, "gaps": gaps}

    def read_form(self, fields: Mapping[str, Sequence[str]]) -> Json:
        written: dict[str, Json] = {
            name.removeprefix(FIELD): values[0]
            for name, values in fields.items()
            if name.startswith(FIELD) and values and values[0].strip()
        }
        return {"gaps": written} if written else {}

    def check(self, content: ClozeContent, response: Json) -> Json:
        if response == {}:
            return {}
        written = only_value(response, "gaps")
        if not isinstance(written, dict) or not all(isinstance(text, str) for text in written.values()):
            raise ResponseInvalid("fill_gaps")
        if not set(written) <= {gap.id for gap in content.gaps}:
            raise ResponseInvalid("foreign_gap")
        # In the text's own order, without what is empty: the same answers are the same response.
        checked = {gap.id: gap.check(str(written.get(gap.id, "")).strip()) for gap in content.in_order()}
        kept: dict[str, Json] = {name: text for name, text in checked.items() if text}
        return {"gaps": kept} if kept else {}

    def is_answered(self, content: ClozeContent, response: Json) -> bool:
        return any(_written(response, gap.id) for gap in content.gaps)

    def mark(self, content: ClozeContent, response: Json | None) -> Mark:
        parts, earned, weights = [], ZERO, 0
        for gap in content.in_order():
            text = _written(response, gap.id)
            score, said = gap.earned(text) if text else (ZERO, "")
            parts.append(PartMark(gap.id, score, chosen=bool(text), feedback=said))
            earned, weights = earned + gap.weight * score, weights + gap.weight
        return Mark(earned / weights, tuple(parts), content.general_feedback)

    def guess(self, content: ClozeContent) -> Fraction | None:
        earned, weights = ZERO, 0
        for gap in content.gaps:
            guess = gap.guess()
            if guess is None:
                return None
            earned, weights = earned + gap.weight * guess, weights + gap.weight
        return earned / weights

    def describe(self, content: ClozeContent, response: Json) -> str:
        said = ((number, gap.describe(_written(response, gap.id))) for number, gap in _numbered(content))
        return "; ".join(f"{number}: {text}" for number, text in said if text)

    def key(self, content: ClozeContent) -> str:
        return "; ".join(f"{number}: {gap.key()}" for number, gap in _numbered(content))


def _numbered(content: ClozeContent) -> list[tuple[int, Gap]]:
    return list(enumerate(content.in_order(), start=1))


def _written(response: Json | None, gap: str) -> str:
    """What stands in a gap; "" for nothing, also in a response of another form."""
    written = only_value(response, "gaps")
    text = written.get(gap) if isinstance(written, dict) else None
    return text.strip() if isinstance(text, str) else ""
