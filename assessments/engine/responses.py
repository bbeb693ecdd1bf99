"""The form of responses: {} for nothing answered, or one named value."""

from assessments.engine.faults import ResponseInvalid
from assessments.engine.json_types import Json
from assessments.engine.texts import unkeepable


def only_value(response: Json, name: str) -> Json:
    """The value of a response's one field; None when the response does not have that form."""
    if isinstance(response, dict) and set(response) == {name}:
        return response[name]
    return None


def checked_text(response: Json, *, max_length: int, rule: str) -> Json:
    """A text response without outer space; {} when nothing is left of it.

    Raises ResponseInvalid for another form, for too long a text, and for what no database keeps.
    """
    text = only_value(response, "text")
    if not isinstance(text, str):
        raise ResponseInvalid(rule)
    text = text.strip()
    if len(text) > max_length:
        raise ResponseInvalid("too_long", max_length=max_length)
    if unkeepable(text):
        raise ResponseInvalid("control_character")
    return {"text": text} if text else {}


def text_of(response: Json) -> str:
    """The text of a checked response; "" when nothing was answered."""
    text = only_value(response, "text")
    return text.strip() if isinstance(text, str) else ""
