"""A whole package, by every rule about courses."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import TypeAlias

from courses.linting import care, numbers, sources
from courses.linting.advice import Advice, advise
from courses.linting.passages import FRONT, Passage, passages_of
from courses.packages import TERM, Package

# Finds the banned terms of a text: which line of it (from 0), the phrase, what to write instead.
Words: TypeAlias = Callable[[str, bool], Iterable[tuple[int, str, str]]]


def lint_package(
    package: Package,
    files: Mapping[str, bytes],
    *,
    today: date,
    words: Words,
    support: Iterable[care.SupportLine] = (),
) -> list[Advice]:
    """Everything to be said of a package that has no faults, but of its items and its banks."""
    passages: list[Passage] = []
    found: list[Advice] = [
        *care.content_notes(package),
        *care.support_lines(support, today=today),
        *sources.facts_review(package.course, package.marks["course.yaml"], today=today),
    ]
    for module in package.modules:
        for lesson in module.lessons:
            file = package.lesson_file(module, lesson)
            located = package.marks[file]
            own = passages_of(file, files[file], lesson, located)
            passages += own
            found += numbers.unsourced_numbers(own)
            found += sources.marks(file, lesson, located, own)
            found += sources.unused(file, lesson, located, own)
            found += sources.dates(file, lesson, located, today=today)
    found += unlinked_terms(package, passages)
    found += banned(files, words)
    return sorted(set(found))


def unlinked_terms(package: Package, passages: Iterable[Passage]) -> Iterator[Advice]:
    """Terms of the glossary to which no text leads."""
    if package.glossary is None:
        return
    used = {link for passage in passages for link in passage.links}
    notes = [module.document.content_note for module in package.modules]
    notes += [lesson.front.content_note for module in package.modules for lesson in module.lessons]
    text = "\n".join(
        note for note in (package.course.description, package.course.content_note, *notes) if note
    )
    located = package.marks["glossary.yaml"]
    for place, term in enumerate(package.glossary.terms):
        anchor = f"{TERM}{term.id}"
        if anchor not in used and f"({anchor})" not in text:
            line = located.line(("terms", place, "id"))
            yield advise("unlinked-term", "glossary.yaml", line, f"no text leads to the term “{term.id}”")


def banned(files: Mapping[str, bytes], words: Words) -> Iterator[Advice]:
    """Banned terms in every text file but items, which have a linter of their own, and lint.yaml, which names them.

    The body of a lesson is Markdown; elsewhere lines without Markdown stand too, and quotation marks will do.
    """
    for file, content in files.items():
        if "/items/" in file or file == "lint.yaml" or not file.endswith((".md", ".yaml")):
            continue
        text = content.decode()
        body = _front_lines(text) if file.endswith(".md") else text.count("\n") + 1
        for is_markdown in (True, False):
            for line, phrase, instead in words(text, is_markdown):
                if (line >= body) == is_markdown:
                    message = f"“{phrase}” is not written here: write {instead}, or mark a quotation as code"
                    yield advise("banned-term", file, line + 1, message)


def _front_lines(text: str) -> int:
    """How many lines of a lesson are front matter."""
    match = FRONT.match(text)
    return text.count("\n", 0, match.end()) if match else 0
