"""The linter of a course package: its care, its sources, its numbers, its words. Items have a linter of their own.

Pure: a package and its files in, advice out; `now` is an argument. Each rule is a line of `advice.py`, and a
function of the module that is named for its subject.
"""

from courses.linting.advice import RULES, Advice, CourseRule, Explained, Severity, advise, explain
from courses.linting.coverage import Coverage, coverage_of, write_coverage
from courses.linting.package import Words, lint_package

__all__ = [
    "RULES",
    "Advice",
    "CourseRule",
    "Coverage",
    "Explained",
    "Severity",
    "Words",
    "advise",
    "coverage_of",
    "explain",
    "lint_package",
    "write_coverage",
]
