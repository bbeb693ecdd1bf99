"""The glossary of a course: glossary.yaml, and the links that lead to its terms."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field

from courses.packages.faults import Fault
from courses.packages.fields import Document, Line, Markdown, Name, Title
from courses.packages.markdown_reading import read_document
from courses.packages.yaml_reading import Located

TERM = "#term-"


class GlossaryTerm(Document):
    """One term: texts link to it as `#term-<id>`; `see` names its neighbours."""

    id: Name
    term: Annotated[Line, Field(max_length=120)]
    definition: Annotated[Markdown, Field(max_length=2_000)]
    see: list[Name] = []


class GlossaryDocument(Document):
    """glossary.yaml"""

    title: Title | None = None
    introduction: Markdown | None = None
    terms: Annotated[list[GlossaryTerm], Field(min_length=1)]

    @property
    def anchors(self) -> frozenset[str]:
        """The links that lead to a term."""
        return frozenset(f"{TERM}{term.id}" for term in self.terms)


def _links(text: str, known: frozenset[str], file: str, line: int) -> Iterator[Fault]:
    for link in read_document(text).links:
        if link.href.startswith(TERM) and link.href not in known:
            name = link.href.removeprefix(TERM)
            yield Fault(file, line + link.offset, "term", f"the glossary has no term “{name}”")
        elif link.href.startswith("#") and not link.href.startswith(TERM):
            yield Fault(file, line + link.offset, "source", "a glossary has no sources of its own")


def glossary_faults(glossary: GlossaryDocument, located: Located, file: str) -> list[Fault]:
    """Terms that stand twice, and what their definitions refer to in vain."""
    known = glossary.anchors
    first: dict[str, int] = {}
    faults: list[Fault] = []
    for position, term in enumerate(glossary.terms):
        line = located.line(("terms", position, "id"))
        for key, what in ((term.id, f"“{term.id}”"), (term.term.casefold(), f"“{term.term}”")):
            if first.setdefault(key, position) != position:
                faults.append(Fault(file, line, "reference", f"{what} stands in the glossary twice"))
        for number, name in enumerate(term.see):
            if f"{TERM}{name}" not in known:
                at = located.line(("terms", position, "see", number))
                faults.append(Fault(file, at, "term", f"the glossary has no term “{name}”"))
            elif name == term.id:
                at = located.line(("terms", position, "see", number))
                faults.append(Fault(file, at, "term", "a term does not refer to itself"))
        at = located.text_line(("terms", position, "definition"))
        faults += _links(term.definition, known, file, at)
    if glossary.introduction is not None:
        faults += _links(glossary.introduction, known, file, located.text_line(("introduction",)))
    return faults


def term_faults(
    texts: Mapping[str, str | None], known: frozenset[str], located: Located, file: str
) -> list[Fault]:
    """The Markdown values of a file, by key, whose links lead to no term."""
    faults: list[Fault] = []
    for key, text in texts.items():
        if text is not None and TERM in text:
            found = _links(text, known, file, located.text_line((key,)))
            faults += [fault for fault in found if fault.rule == "term"]
    return faults
