"""The texts of an item's interaction that are Markdown, checked without knowing the interaction."""

from collections.abc import Iterator
from typing import Any

from courses.packages.faults import Fault, Path
from courses.packages.markdown_reading import read_markdown
from courses.packages.yaml_reading import Located

# A short text's `answers[].text` is a pattern, everything else called `text` is prose.
_PROSE = ("stem", "text", "general_feedback")


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


def prose_faults(interaction: dict[str, Any], located: Located, file: str) -> list[Fault]:
    """Every text of the interaction that is outside of the Markdown subset."""
    return [
        Fault(file, located.text_line(path) + problem.offset, "markdown", f"“{path[-1]}”: {problem.message}")
        for path, text in _texts(interaction, ("interaction",))
        for problem in read_markdown(text)[1]
    ]
