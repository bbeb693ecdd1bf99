"""An item's interaction, as far as it can be handled without knowing which one it is."""

from collections.abc import Iterator
from typing import Any

from courses.packages.faults import Fault, Path
from courses.packages.markdown_reading import read_document, read_markdown
from courses.packages.yaml_reading import Located

# A short text's `answers[].text` is a pattern, everything else called `text` is prose.
_PROSE = ("stem", "text", "descriptor", "general_feedback", "case", "guide", "help", "model_answer")


_FIRST = ("type", "stem")
_LAST = ("general_feedback",)


def in_order(interaction: dict[str, Any]) -> dict[str, Any]:
    """The interaction's keys as they are written: its type and stem, what is its own, the feedback for all."""
    own = [key for key in interaction if key not in _FIRST + _LAST]
    return {key: interaction[key] for key in (*_FIRST, *own, *_LAST) if key in interaction}


def _is_prose(path: Path) -> bool:
    key = path[-1]
    if not isinstance(key, str) or (key == "text" and "answers" in path):
        return False
    return key in _PROSE or key.startswith("rationale")


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, dict):
        for key, kept in value.items():
            yield from _texts(kept, (*path, key))
    elif isinstance(value, list):
        for position, kept in enumerate(value):
            yield from _texts(kept, (*path, position))
    elif isinstance(value, str) and _is_prose(path):
        yield path, value


def prose_texts(interaction: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    """Every text of the interaction that people read as Markdown, with its path in the item's file."""
    yield from _texts(interaction, ("interaction",))


def prose_faults(interaction: dict[str, Any], located: Located, file: str) -> list[Fault]:
    """Every text of the interaction that is outside of the Markdown subset, or leads to another page's places."""
    faults = []
    for path, text in prose_texts(interaction):
        line = located.text_line(path)
        faults += [
            Fault(file, line + problem.offset, "markdown", f"“{path[-1]}”: {problem.message}")
            for problem in read_markdown(text)[1]
        ]
        faults += [
            Fault(
                file,
                line + link.offset,
                "link",
                "an item stands apart from its lesson: name the source in words",
            )
            for link in read_document(text).links
            if link.href.startswith("#")
        ]
    return faults
