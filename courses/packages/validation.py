"""What a model refuses, as faults with lines and in the house's words."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from courses.packages.faults import Fault, Path, Problem
from courses.packages.yaml_reading import Located

_MESSAGES: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "string_type": lambda ctx: "must be text: put it in quotation marks if it looks like a number",
    "int_type": lambda ctx: "must be a whole number",
    "bool_type": lambda ctx: "must be true or false",
    "list_type": lambda ctx: "must be a list (“- …”)",
    "dict_type": lambda ctx: "must be a mapping (“key: value”)",
    "model_type": lambda ctx: "must be a mapping (“key: value”)",
    "literal_error": lambda ctx: f"must be {ctx['expected']}",
    "too_short": lambda ctx: f"must have at least {ctx['min_length']}",
    "too_long": lambda ctx: f"must have at most {ctx['max_length']}",
    "string_too_short": lambda ctx: "is empty",
    "string_too_long": lambda ctx: f"must have at most {ctx['max_length']} characters",
    "greater_than_equal": lambda ctx: f"must be at least {ctx['ge']}",
    "less_than_equal": lambda ctx: f"must be at most {ctx['le']}",
    "string_pattern_mismatch": lambda ctx: f"must look like {ctx['pattern']}",
}
_SLUG_START = "^[a-z0-9]+"


def _message(error: Any) -> str:
    if error["type"] == "string_pattern_mismatch" and error["ctx"]["pattern"].startswith(_SLUG_START):
        return "must be small letters, digits and single hyphens"
    write = _MESSAGES.get(error["type"])
    return write(error.get("ctx", {})) if write else str(error["msg"])


def _name(path: Path) -> str:
    return "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def _fault(error: Any, located: Located, file: str, where: str) -> list[Fault]:
    context = error.get("ctx", {})
    path: Path = (*error["loc"], *context.get("path", ()))
    if error["type"] == "missing":
        return [Fault(file, located.line(path[:-1]), "missing-key", f"“{_name(path)}” is missing in {where}")]
    if error["type"] == "extra_forbidden":
        return [Fault(file, located.line(path), "unknown-key", f"“{_name(path)}” is not a key of {where}")]
    if error["type"] == "markdown":
        first = located.text_line(path)
        return [
            Fault(file, first + problem.offset, "markdown", f"“{_name(path)}”: {problem.message}")
            for problem in context["problems"]
        ]
    rule = "value" if error["type"] in _MESSAGES else error["type"].replace("_", "-")
    message = _message(error)
    return [Fault(file, located.line(path), rule, f"“{_name(path)}”: {message}" if path else message)]


def faults_of(
    error: ValidationError, located: Located, file: str, *, where: str, line: int = 0
) -> list[Fault]:
    """Every error of a model as a fault. `line` stands in where the data gives none (an empty document)."""
    if not isinstance(located.data, dict):
        return [Fault(file, line or located.line(()), "value", f"{where} must be a mapping (“key: value”)")]
    errors = error.errors(include_url=False, include_input=False)
    deep = [tuple(found["loc"]) for found in errors]
    faults = []
    for found in errors:
        loc = tuple(found["loc"])
        # A list whose members were refused is reported as too short as well.
        if found["type"] == "too_short" and any(other[: len(loc)] == loc and other != loc for other in deep):
            continue
        faults += _fault(found, located, file, where)
    return faults


def faults_at(problems: list[Problem], located: Located, file: str, prefix: Path = ()) -> list[Fault]:
    """Problems that another judge found, placed on their lines."""
    return [
        Fault(
            file,
            located.line((*prefix, *problem.path)),
            problem.rule.replace("_", "-"),
            f"“{_name((*prefix, *problem.path))}”: {problem.message}",
        )
        for problem in problems
    ]
