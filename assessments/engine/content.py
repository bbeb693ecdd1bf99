"""What every interaction's content has in common, and how its faults are told."""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

Path = tuple[str | int, ...]

MarkdownText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=6000)]
OptionalMarkdown = Annotated[str, StringConstraints(strip_whitespace=True, max_length=6000)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z0-9][a-zA-Z0-9_-]{0,63}$")]


class Content(BaseModel):
    """The content of one item: frozen, and nothing unknown in it. Text fields are Markdown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stem: MarkdownText
    general_feedback: MarkdownText


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault in content: where, which rule, and what to do about it."""

    path: Path
    rule: str
    message: str


class ContentInvalid(ValueError):
    """Content that the engine refuses; `faults` says where and why."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{'.'.join(map(str, f.path)) or 'item'}: {f.message}" for f in faults))
        self.faults = faults


class ResponseInvalid(ValueError):
    """A response whose form the interaction refuses; the message is for the candidate."""


def faults_of(error: ValidationError) -> tuple[Fault, ...]:
    """pydantic's errors as faults. A rule on the whole model may name its place in ctx["path"]."""
    found: list[Fault] = []
    raw = error.errors(include_url=False, include_input=False)
    for entry in raw:
        path = (*entry["loc"], *entry.get("ctx", {}).get("path", ()))
        # A sequence whose members were refused is reported as too short as well: only the members count.
        deeper = any(other["loc"][: len(path)] == path and len(other["loc"]) > len(path) for other in raw)
        if entry["type"] == "too_short" and deeper:
            continue
        found.append(Fault(path, entry["type"], _sentence(entry)))
    return tuple(found)


_SENTENCES = {
    "missing": "This is required.",
    "extra_forbidden": "There is no such field here.",
    "string_too_short": "Write something here.",
    "string_too_long": "This is too long.",
    "string_pattern_mismatch": "Use letters, digits, hyphens and underscores only.",
    "too_short": "There are too few of these.",
    "too_long": "There are too many of these.",
    "bool_type": "Say true or false.",
    "bool_parsing": "Say true or false.",
    "string_type": "This must be text.",
}


def _sentence(entry: Any) -> str:
    if entry["type"] == "value_error":
        return str(entry["ctx"]["error"]).capitalize().rstrip(".") + "."
    return _SENTENCES.get(entry["type"], str(entry["msg"]))
