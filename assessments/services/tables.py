"""Tables as screens and files show them: the same cells, so that a file holds exactly what the screen does."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format

Value = str | int | float | Fraction | datetime | None
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Cell:
    """One value; `digits` after the point where it is a number. `url` and `badge` are for the screen."""

    value: Value
    digits: int = 0
    url: str = ""
    badge: str = ""

    @property
    def is_number(self) -> bool:
        return isinstance(self.value, int | float | Fraction)

    @property
    def plain(self) -> str | int | Decimal | None:
        """The value as a file holds it, rounded as the screen shows it."""
        if self.value is None or isinstance(self.value, str | int):
            return self.value
        if isinstance(self.value, datetime):
            return date_format(timezone.localtime(self.value), "Y-m-d H:i:s")
        exact = self.value if isinstance(self.value, Fraction) else Fraction(self.value)
        quantum = Decimal(1).scaleb(-self.digits)
        rounded = Decimal(exact.numerator) / Decimal(exact.denominator)
        return rounded.quantize(quantum, rounding=ROUND_HALF_EVEN)

    @property
    def text(self) -> str:
        """The value as people read it."""
        plain = self.plain
        if plain is None:
            return NOTHING
        if isinstance(plain, str):
            return plain
        return number_format(plain, self.digits if not isinstance(plain, int) else 0)


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head; `sort` is its name in the address, where one may sort by it."""

    title: Any
    is_number: bool = False
    sort: str = ""


def numbers(title: Any, sort: str = "") -> Column:
    """A column of numbers."""
    return Column(title, is_number=True, sort=sort)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns, with a title and what has to be said beside them. The first cell of a row names it."""

    title: Any
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[Any] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What a screen shows: where it is from, facts by name, and tables."""

    title: str
    subtitle: str = ""
    facts: Sequence[tuple[Any, Cell]] = ()
    tables: Sequence[Table] = ()
    notes: Sequence[Any] = field(default=())


def cells(values: Iterable[Value], digits: int = 0) -> list[Cell]:
    """Plain values as cells."""
    return [Cell(value, digits) for value in values]
