"""What a lab has beyond an interaction."""

from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from assessments.engine.content import Content
from assessments.engine.faults import refusal
from assessments.engine.json_types import Json
from assessments.engine.labs.variants import VARIANT, judge_ids
from assessments.engine.marks import Mark
from assessments.engine.texts import Line

MAX_MINUTES = 240


class LabContent(Content):
    """The content of a lab: what its card says, and the stem, which is the task.

    A lab adds its own fields, `general_feedback`, and last `variants`: a tuple of its own kind of Variant, or None.
    """

    title: Line
    minutes: Annotated[int, Field(strict=True, ge=1, le=MAX_MINUTES)]

    @model_validator(mode="after")
    def _distinct_variants(self) -> Self:
        judge_ids(getattr(self, "variants", None))
        for place, one in enumerate(self.parameters or ()):
            if one.name == VARIANT:
                raise refusal("parameter_variant", "parameters", place, "name", name=VARIANT)
        return self


class Lab:
    """The base of every lab: an interaction (see registry) that says more than one about itself.

    `view_at` takes the place of `view`. Only what the candidate may see now is in it: the node at which the
    response stands, never the next one, no score, no key.
    """

    # Whether a response only grows: what was decided stays decided, trying again begins anew, and the lab is
    # handed in by its last step.
    steps_are_final = False

    def card(self, content: Any) -> dict[str, Json]:
        """What a lesson says of the lab before it is opened."""
        return {"type": getattr(self, "type", ""), "title": content.title, "minutes": content.minutes}

    def view(self, content: Any, *, seed: int) -> dict[str, Json]:
        return self.view_at(content, {}, seed=seed)

    def view_at(self, content: Any, response: Json, *, seed: int) -> dict[str, Json]:
        """What a candidate may see who has answered so far. Stable for a seed; `response` is checked."""
        raise NotImplementedError

    def may_follow(self, content: Any, before: Json, after: Json) -> bool:
        """Whether a response may take the place of the one before; both are checked."""
        return True

    def mark_so_far(self, content: Any, response: Json) -> Mark | None:
        """What practice says of a response that is not handed in yet; None where that is nothing."""
        return None

    def debrief(self, content: Any, response: Json, parts: frozenset[str]) -> dict[str, Json]:
        """What the marking says beside verdicts, such as a model answer; for templates, {} where nothing.

        `parts` are those of the review matrix that may be seen: without "key" nothing of the key is here.
        """
        return {}
