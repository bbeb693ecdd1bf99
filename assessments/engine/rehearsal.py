"""Whether a bank can give a person all the forms that an assessment promises, found by drawing them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessments.engine.selection import (
    Cell,
    CellShort,
    DrawRefused,
    EnemiesMeet,
    Pool,
    TooManyRepeats,
    draw,
    shortages,
)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """How many forms one after the other could be drawn for one person, and why no more, if so."""

    drawn: int
    refusal: DrawRefused | None = None

    @property
    def short(self) -> tuple[Cell, ...]:
        """The cells that keep the next form from being drawn."""
        if isinstance(self.refusal, CellShort | EnemiesMeet):
            return (self.refusal.cell,)
        if isinstance(self.refusal, TooManyRepeats):
            return tuple(cell for cell, _fresh in self.refusal.short)
        return ()


def rehearse(
    cells: Sequence[Cell],
    pool: Pool,
    *,
    attempts: int,
    max_repeat: Fraction,
    seed: int = 1,
    enemies: Mapping[int, str] | None = None,
) -> Rehearsal:
    """Draw the forms of so many attempts of one person, each knowing what the ones before have shown.

    Where no items are enemies the answer does not depend on the seed: fresh items are taken first, and each cell
    has as many as it has. Enemies may cost one form more or less.
    """
    seen: set[int] = set()
    for number in range(attempts):
        try:
            form = draw(
                cells,
                pool,
                seed=seed + number,
                seen=seen if max_repeat < 1 else (),
                max_repeat=max_repeat,
                enemies=enemies,
            )
        except DrawRefused as refusal:
            return Rehearsal(number, refusal)
        if max_repeat >= 1:
            # Whatever was shown may come again: what can be drawn once can be drawn for ever.
            return Rehearsal(attempts)
        seen |= set(form)
    return Rehearsal(attempts)


def short_cells(cells: Sequence[Cell], pool: Pool) -> dict[tuple[str, str], int]:
    """How many items each cell lacks for a single form."""
    return {(short.domain, short.level): short.wanted - short.have for short in shortages(cells, pool)}
