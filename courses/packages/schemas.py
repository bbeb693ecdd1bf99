"""JSON Schemas of a package's files, so that editors complete and check while one writes.

Drawn from the models that judge a package. Source: JSON Schema 2020-12.
"""

import json
from collections.abc import Mapping
from typing import Any

from courses.packages.authoring import CoverageDocument, LintDocument
from courses.packages.documents import (
    AchievementDocument,
    AssessmentDocument,
    CourseDocument,
    ItemDocument,
    LessonFront,
    ModuleDocument,
)
from courses.packages.fields import Document
from courses.packages.glossary import GlossaryDocument

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_MODELS: Mapping[str, type[Document]] = {
    "course": CourseDocument,
    "module": ModuleDocument,
    "lesson": LessonFront,
    "item": ItemDocument,
    "assessment": AssessmentDocument,
    "achievement": AchievementDocument,
    "glossary": GlossaryDocument,
    "lint": LintDocument,
    "coverage": CoverageDocument,
}


def _clean(value: Any) -> Any:
    """Without the titles and nulls that pydantic adds: a key that says nothing is left out of a package."""
    if isinstance(value, list):
        return [_clean(kept) for kept in value]
    if not isinstance(value, dict):
        return value
    choices = value.get("anyOf")
    if choices and {"type": "null"} in choices and len(choices) == 2:
        other = next(choice for choice in choices if choice != {"type": "null"})
        rest = {key: kept for key, kept in value.items() if key not in ("anyOf", "default")}
        return _clean({**other, **rest})
    found = {}
    for key, kept in value.items():
        if key == "properties" or key == "$defs":
            found[key] = {name: _clean(inner) for name, inner in kept.items()}
        elif key != "default" and not (key == "title" and isinstance(kept, str)):
            found[key] = _clean(kept)
    return found


def package_schemas(interaction: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The schema of each kind of file by the schema's file name.

    `interaction` is the engine's schema for an item's `interaction`.
    """
    schemas = {}
    for name, model in _MODELS.items():
        schema = _clean(model.model_json_schema())
        if name == "item":
            inner = dict(interaction)
            inner.pop("$schema", None)
            schema.setdefault("$defs", {}).update(inner.pop("$defs", {}))
            schema["properties"]["interaction"] = inner
        schemas[f"{name}.schema.json"] = {"$schema": DIALECT, "title": name.capitalize(), **schema}
    return schemas


def write_schema(schema: Mapping[str, Any]) -> bytes:
    """A schema as the bytes of its file."""
    return (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode()
