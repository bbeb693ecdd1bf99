"""What the preview of an item shows: the candidate's view, which its author may answer, and the marking."""

from collections.abc import Mapping, Sequence
from typing import Any

from assessments import engine
from assessments.blocks import InteractionBlock, block_type, label_of, sentence_of

PREVIEW_SEED = 1
_GOING_ON = frozenset({"more", "decide"})
_EVERYTHING = frozenset({"correctness", "feedback", "key"})

_FORMS = InteractionBlock()

Fields = Mapping[str, Sequence[str]]


def preview_context(data: Mapping[str, Any], mode: str, *, tried: Fields | None = None) -> dict[str, Any]:
    """An item's content as the preview shows it; what is unfinished is said instead.

    `tried` are the fields of an answer that the author has just given: it is marked, and not kept.
    """
    try:
        whole = content = engine.plain_content(data)
        values = engine.draw_values_of(content, seed=PREVIEW_SEED)
        content = dict(engine.variant_of(content, values))
    except engine.ContentInvalid as error:
        form = _FORMS.child_blocks.get(block_type(str(data.get("type", ""))))
        return {"faults": [(label_of(form, fault.path), sentence_of(fault)) for fault in error.faults]}
    interaction, model = engine.interaction_of(content), engine.read_content(content)
    context: dict[str, Any] = {"view": interaction.view(model, seed=PREVIEW_SEED), "response": {}}
    if mode == "marked":
        context |= _marked(interaction, model, {}) | _detail(content)
        if engine.as_lab(interaction) is not None:
            context["sheet"] = list(engine.texts_in(whole))
        return context
    if tried is None:
        return context
    try:
        response = interaction.check(model, interaction.read_form(tried))
    except engine.ResponseInvalid as refusal:
        return context | {"refused": sentence_of(refusal)}
    context |= {
        "view": engine.view_of(interaction, model, response, seed=PREVIEW_SEED),
        "response": response,
    }
    lab = engine.as_lab(interaction)
    if lab is not None and _GOING_ON & set(tried):
        # A lab's own button asks for its next part; it is not finished yet, and says as much as in practice.
        return context | {"mark": lab.mark_so_far(model, response), "so_far": True}
    return (
        context
        | _marked(interaction, model, response)
        | {
            "debrief": engine.debrief_of(interaction, model, response, _EVERYTHING),
            "is_tried": True,
            "is_answered": interaction.is_answered(model, response),
            # No file can be handed in to a preview: there is never one that would be waiting for its marker.
            "is_always_read": interaction.type == "upload",
            "guess": interaction.guess(model),
            "rubric": content.get("rubric", []),
        }
    )


def _marked(interaction: engine.Interaction, model: Any, response: Any) -> dict[str, Any]:
    return {"mark": interaction.mark(model, response), "key": interaction.key(model)}


def _detail(content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: content.get(name, []) for name in ("answers", "gaps", "rubric")}
