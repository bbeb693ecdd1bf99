"""JSON Schema of item content, for editors that complete and check."""

from typing import Any

from assessments.engine.registry import INTERACTIONS


def json_schema() -> dict[str, Any]:
    """The schema of an item's `interaction`: one alternative for each type."""
    alternatives: list[dict[str, Any]] = []
    definitions: dict[str, Any] = {}
    for interaction in INTERACTIONS.values():
        schema = interaction.content_model.model_json_schema(
            mode="validation", ref_template="#/$defs/{model}"
        )
        parts = schema.pop("$defs", {})
        clash = [name for name, part in parts.items() if definitions.get(name, part) != part]
        if clash:
            raise ValueError(f"two kinds of part share the name {clash[0]}: rename the class of one of them")
        definitions |= parts
        schema["title"] = interaction.title
        schema["properties"] = {"type": {"const": interaction.type}, **schema["properties"]}
        schema["required"] = ["type", *schema.get("required", [])]
        alternatives.append(schema)
    return {"oneOf": alternatives, "$defs": definitions}
