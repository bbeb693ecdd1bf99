"""The item linter: published rules of item writing that a program can judge, and the words that are not printed.

Pure: an item's data in, findings out. It advises; whether an item may be published the engine decides, and a
person. Each rule is a line of `rules.py`, and a function of the module that is named for its subject.
"""

from assessments.linting.bank import BankItem, lint_bank
from assessments.linting.items import lint_item
from assessments.linting.likeness import ALIKE, likeness, prints_of, wording_of
from assessments.linting.reading import ItemText
from assessments.linting.rules import RULES, Finding, Rule, Severity
from assessments.linting.terms import BannedTerm, banned_terms, house_terms

__all__ = [
    "ALIKE",
    "RULES",
    "BankItem",
    "BannedTerm",
    "Finding",
    "ItemText",
    "Rule",
    "Severity",
    "banned_terms",
    "house_terms",
    "likeness",
    "lint_bank",
    "lint_item",
    "prints_of",
    "wording_of",
]
