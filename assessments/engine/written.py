"""Numbers that authors write: exact, as text; or, in an item with parameters, the name of one."""

import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, ValidationInfo, WithJsonSchema

from assessments.engine.faults import refusal

_EXACT = r"[+-]?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,2})?"
_READS_EXACT = re.compile(_EXACT + r"\Z")
_NAMED = r"\{\{ ?[a-z][a-z0-9_]{0,29} ?\}\}"
_IS_NAMED = re.compile(_NAMED + r"\Z")

# The context in which content of an item with parameters is read.
HAS_PARAMETERS = {"parameters": True}


def is_exact(text: str) -> bool:
    """Whether a text is a number as authors write it: 12, -12.5, 1.25e6."""
    return _READS_EXACT.match(text) is not None


def is_named(text: str) -> bool:
    """Whether a parameter stands in a number's place, as in "{{rate}}"."""
    return _IS_NAMED.match(text) is not None


def _read_exact(value: Any, info: ValidationInfo) -> str:
    """A number as the author wrote it, as text: a whole number, or digits with a point; e3 for a power.

    Names of parameters are read where the item has parameters, which the context says.
    """
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if isinstance(text, str):
        text = text.strip()
        if is_exact(text) or (is_named(text) and info.context == HAS_PARAMETERS):
            return text
    raise refusal("exact_number")


def _not_negative(text: str) -> str:
    if not is_named(text) and Decimal(text) < 0:
        raise refusal("negative_tolerance")
    return text


Exact = Annotated[
    str,
    BeforeValidator(_read_exact),
    WithJsonSchema(
        {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": f"^(?:{_EXACT}|{_NAMED})$"}]}
    ),
]
NotNegative = Annotated[Exact, AfterValidator(_not_negative)]
