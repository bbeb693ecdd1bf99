"""One item, by every rule."""

from collections.abc import Callable, Iterator

from assessments.linting import clues, options, reasons, stems
from assessments.linting.reading import ItemReading, ItemText, read_item
from assessments.linting.rules import Finding
from assessments.linting.terms import BannedTerm, house_terms, wording

_RULES: tuple[Callable[[ItemReading], Iterator[Finding]], ...] = (
    options.formula_options,
    options.lengths,
    options.overlaps,
    options.number_order,
    options.negative_options,
    stems.negative_stem,
    stems.complete_stem,
    stems.length,
    stems.reading_level,
    clues.grammar,
    clues.convergence,
    clues.clang,
    clues.absolutes,
    reasons.rationales,
    reasons.references,
)


# A lab's stem sets a task, and its parts are judged by the lab's own model: the guidelines speak of single questions.
_LAB_RULES = (reasons.references,)


def lint_item(item: ItemText, *, terms: tuple[BannedTerm, ...] = ()) -> list[Finding]:
    """Every finding in one item, finished or not. `terms` are banned beside the house's own.

    A path that begins with `@` names a field beside the interaction: `@references`, `@measures`, `@content_note`.
    """
    reading = read_item(item)
    rules = _LAB_RULES if reading.is_lab else _RULES
    found = [finding for rule in rules for finding in rule(reading)]
    return [*found, *wording(reading, (*house_terms(), *terms))]
