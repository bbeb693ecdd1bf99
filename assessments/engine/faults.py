"""What is wrong with content or a response, and where."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from assessments.engine import sentences

Path: TypeAlias = tuple[str | int, ...]

# How the tag of a part that comes in several kinds begins: pydantic puts it into paths, and no file has it.
KIND = "kind of part: "


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault in content: where, which rule, and what to do about it.

    `template` and `values` are `message` before the values went in, for who shows it in another language.
    """

    path: Path
    rule: str
    message: str
    template: str = field(default="", compare=False)
    values: Mapping[str, str] = field(default_factory=dict, compare=False)


class ContentInvalid(ValueError):
    """Content that the engine refuses; `faults` says where and why."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{'.'.join(map(str, f.path)) or 'item'}: {f.message}" for f in faults))
        self.faults = faults


class ResponseInvalid(ValueError):
    """A response whose form the interaction refuses; the message is for the candidate.

    `template` and `values` are the message before the values went in, as with Fault.
    """

    def __init__(self, rule: str, **values: object) -> None:
        self.rule = rule
        self.template = sentences.RESPONSE[rule]
        self.values = {name: str(value) for name, value in values.items()}
        super().__init__(self.template % self.values)


def refusal(rule: str, *path: str | int, **values: object) -> PydanticCustomError:
    """What a rule of ours raises inside a model; `path` is the fault's place below that model."""
    context = {**{name: str(value) for name, value in values.items()}, "path": path}
    # pydantic would format braces: the sentence is put together in faults_of instead.
    return PydanticCustomError(rule, "refused", context)


def fault(path: Path, rule: str, **values: object) -> Fault:
    """A fault with its sentence."""
    said = {name: str(value) for name, value in values.items()}
    template = sentences.CONTENT[rule]
    return Fault(path, rule, template % said, template, said)


def fault_of(rule: str) -> Fault:
    """A fault of the whole content."""
    return fault((), rule)


def faults_of(error: ValidationError) -> tuple[Fault, ...]:
    """pydantic's errors as faults, in its order."""
    raw = error.errors(include_url=False, include_input=False)
    found = []
    for entry in raw:
        context: Mapping[str, Any] = entry.get("ctx", {})
        path = (*_place(entry["loc"]), *context.get("path", ()))
        # A sequence whose members were refused is reported as too short as well: only the members count.
        deeper = any(
            _place(other["loc"])[: len(path)] == path and len(_place(other["loc"])) > len(path)
            for other in raw
        )
        if entry["type"] == "too_short" and deeper:
            continue
        rule = entry["type"]
        values = {name: value for name, value in context.items() if name != "path"}
        if rule in sentences.CONTENT:
            found.append(fault(path, rule, **values))
        else:
            found.append(Fault(path, rule, entry["msg"], entry["msg"].replace("%", "%%")))
    return tuple(found)


def _place(loc: Path) -> Path:
    """A place as authors know it, without the tags of kinds."""
    return tuple(step for step in loc if not (isinstance(step, str) and step.startswith(KIND)))
