"""The item linter's advice for items of a package and for what an author has in the editor."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assessments.linting import (
    BankItem,
    BannedTerm,
    Finding,
    ItemText,
    banned_terms,
    house_terms,
    lint_bank,
    lint_item,
)


@dataclass(frozen=True, slots=True)
class ItemAdvice:
    """One finding: `item` is the item's name, "" for the bank as a whole; `path` leads into the item's data."""

    item: str
    path: tuple[str | int, ...]
    rule: str
    severity: str
    message: str
    basis: str


@dataclass(frozen=True, slots=True)
class LintedItem:
    """An item as a package has it: what is linted, and its interaction with its parameters' names."""

    name: str
    use: str
    interaction: Mapping[str, Any]
    references: Sequence[str]
    beside: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> ItemText:
        return ItemText(
            self.interaction,
            self.references,
            self.beside.get("measures", ""),
            self.beside.get("content_note", ""),
        )


def advise_on_items(
    items: Iterable[LintedItem], *, phrases: Iterable[tuple[str, str]] = ()
) -> list[ItemAdvice]:
    """Everything that the linter says of the items of one bank. `phrases` are (banned, what to write instead)."""
    terms = tuple(BannedTerm(phrase, instead) for phrase, instead in phrases)
    listed = list(items)
    found = [_advice(item.name, one) for item in listed for one in lint_item(item.text, terms=terms)]
    bank = [BankItem(item.name, item.use, item.text, item.beside.get("enemies", "")) for item in listed]
    return [*found, *(_advice(name, one) for name, one in lint_bank(bank))]


def _advice(name: str, found: Finding) -> ItemAdvice:
    rule = found.rule
    return ItemAdvice(name, found.path, rule.id, rule.severity.value, found.message, rule.basis)


def find_banned_terms(
    text: str, *, markdown: bool, phrases: Iterable[tuple[str, str]] = ()
) -> list[tuple[int, str, str]]:
    """Banned terms of a text: the line (from 0), the phrase, what to write instead."""
    terms = (*house_terms(), *(BannedTerm(phrase, instead) for phrase, instead in phrases))
    return [(line, term.phrase, term.instead) for line, term in banned_terms(text, terms, markdown=markdown)]
