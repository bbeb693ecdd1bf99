"""Files of a package for its authors: what the linter should know, and the topics that the course must cover."""

from typing import Annotated

from pydantic import Field

from courses.packages.fields import Document, Line, Name, Text

_File = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$", max_length=400)]


class BannedPhrase(Document):
    """A phrase that this course does not print, beside those of the house."""

    phrase: Annotated[Line, Field(max_length=120)]
    instead: Annotated[Line, Field(max_length=200)]


class LintException(Document):
    """A finding that is right as it is, and why."""

    file: _File
    rule: Name
    reason: Text


class LintDocument(Document):
    """lint.yaml"""

    terms: list[BannedPhrase] = []
    exceptions: list[LintException] = []


class Topic(Document):
    """Something that the course promises to teach, in the words that a professional would type."""

    id: Name
    title: Annotated[Line, Field(max_length=200)]
    words: Annotated[list[Annotated[Line, Field(max_length=80)]], Field(min_length=1)]


class CoverageDocument(Document):
    """coverage.yaml"""

    topics: Annotated[list[Topic], Field(min_length=1)]
