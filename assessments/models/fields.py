"""Exact numbers in the database."""

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    _Text = models.CharField[Fraction | int | str, Fraction]
else:
    _Text = models.CharField

MAX_LENGTH = 40


class ExactField(_Text):
    """A fraction kept as text ("17", "33/2"): no rounding, and equal on every database.

    Takes Fraction, int, and text of either; a float is refused, because it is not what was meant. Compare
    and sum in Python: the database would sort by text.
    """

    default_error_messages = {"inexact": _("“%(value)s” is not an exact number.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", MAX_LENGTH)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Fraction | None:
        return None if value is None else Fraction(value)

    def to_python(self, value: Any) -> Fraction | None:
        if value is None or value == "":
            return None
        if isinstance(value, int | Fraction | str) and not isinstance(value, bool):
            try:
                return Fraction(value)
            except (ValueError, ZeroDivisionError):
                pass
        raise ValidationError(self.error_messages["inexact"], code="inexact", params={"value": value})

    def get_prep_value(self, value: Any) -> str | None:
        exact = self.to_python(value)
        return None if exact is None else str(exact)
