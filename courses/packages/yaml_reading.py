"""Strict reading of YAML: the 1.2 core scalars, with the line of every value.

A file is one document of plain mappings and sequences. Anchors, aliases, tags, comments, duplicate keys and
keys that are not text are refused: they would be lost, or mean something else to another reader. Source:
YAML 1.2.2, §10.3 (core schema). A decimal number is kept as its text, so that no digit is lost.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from courses.packages.faults import Fault, Path

MAX_DEPTH = 24

_NULL = re.compile(r"~|null|Null|NULL|")
_TRUE = re.compile(r"true|True|TRUE")
_FALSE = re.compile(r"false|False|FALSE")
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
# What YAML 1.1 readers take for something else than text; accepted here as text, quoted when written.
_CONTAINER_STARTS = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_CONTAINER_ENDS = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


@dataclass(frozen=True, slots=True)
class Located:
    """Plain data and where each value stands.

    `lines` gives the line of each value and `blocks` the paths of literal texts, which start one line later.
    """

    data: Any
    lines: dict[Path, int] = field(default_factory=dict)
    blocks: frozenset[Path] = frozenset()

    def line(self, path: Path) -> int:
        """The line of the value at `path`, or of the nearest value around it."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return 1

    def text_line(self, path: Path) -> int:
        """The line on which the text at `path` begins."""
        return self.line(path) + (1 if path in self.blocks else 0)


def resolve_scalar(text: str) -> Any:
    """What a plain scalar means: nothing, a truth value, a whole number or text."""
    if _INTEGER.fullmatch(text):
        return int(text)
    if _TRUE.fullmatch(text):
        return True
    if _FALSE.fullmatch(text):
        return False
    return None if _NULL.fullmatch(text) else text


class _Refused(Exception):
    def __init__(self, line: int, rule: str, message: str) -> None:
        self.line, self.rule, self.message = line, rule, message


@dataclass(slots=True)
class _Open:
    """A mapping or sequence that is still being read."""

    value: Any
    path: Path
    key: str | None = None


class _Builder:
    def __init__(self, text: str, file: str, first_line: int) -> None:
        self.text, self.file, self.first_line = text, file, first_line
        self.lines: dict[Path, int] = {}
        self.blocks: set[Path] = set()
        self.faults: list[Fault] = []
        self.open: list[_Open] = []
        self.root: Any = None
        self.documents = 0
        self.gaps_from = 0

    def build(self) -> Located:
        for event in yaml.parse(self.text, Loader=yaml.CSafeLoader):
            self._take(event)
        self._look_for_comment(len(self.text), self.text.count("\n"))
        return Located(self.root, self.lines, frozenset(self.blocks))

    def _line(self, event: Any) -> int:
        return int(event.start_mark.line) + self.first_line

    def _take(self, event: Any) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise _Refused(self._line(event), "yaml", "one document a file: remove the second “---”")
        elif isinstance(event, yaml.AliasEvent):
            raise _Refused(
                self._line(event), "yaml", "aliases (*name) are not allowed: write the value again"
            )
        elif isinstance(event, (yaml.ScalarEvent, *_CONTAINER_STARTS)):
            if event.anchor is not None:
                raise _Refused(self._line(event), "yaml", "anchors (&name) are not allowed")
            if event.tag is not None and event.tag != "!":
                raise _Refused(self._line(event), "yaml", "tags (!name) are not allowed")
            if isinstance(event, yaml.ScalarEvent):
                self._scalar(event)
            else:
                self._start(event)
        elif isinstance(event, _CONTAINER_ENDS):
            self.open.pop()

    def _scalar(self, event: Any) -> None:
        self._look_for_comment(event.start_mark.index, event.start_mark.line)
        self.gaps_from = event.end_mark.index
        plain = event.style in (None, "")
        frame = self.open[-1] if self.open else None
        if frame is not None and isinstance(frame.value, dict) and frame.key is None:
            self._key(frame, event.value, self._line(event))
            return
        path = self._place(resolve_scalar(event.value) if plain else event.value, self._line(event))
        if event.style in ("|", ">"):
            self.blocks.add(path)

    def _key(self, frame: _Open, key: str, line: int) -> None:
        if key in frame.value:
            self.faults.append(Fault(self.file, line, "duplicate-key", f"“{key}” stands here twice"))
        frame.key = key
        # Until the value is read, the key's line stands for it: an empty value has no better place.
        self.lines[(*frame.path, key)] = line

    def _start(self, event: Any) -> None:
        line = self._line(event)
        if len(self.open) >= MAX_DEPTH:
            raise _Refused(line, "yaml", f"nested deeper than {MAX_DEPTH} levels")
        frame = self.open[-1] if self.open else None
        if frame is not None and isinstance(frame.value, dict) and frame.key is None:
            raise _Refused(line, "yaml", "a key must be text")
        value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.open.append(_Open(value, self._place(value, line)))

    def _place(self, value: Any, line: int) -> Path:
        path: Path = ()
        if not self.open:
            self.root = value
        else:
            frame = self.open[-1]
            if isinstance(frame.value, dict):
                path = (*frame.path, str(frame.key))
                frame.value[str(frame.key)] = value
                frame.key = None
            else:
                path = (*frame.path, len(frame.value))
                frame.value.append(value)
        self.lines[path] = line
        return path

    def _look_for_comment(self, until: int, line: int) -> None:
        gap = self.text[self.gaps_from : until]
        if "#" in gap:
            line = self.text.count("\n", 0, self.gaps_from + gap.index("#")) + self.first_line
            self.faults.append(
                Fault(self.file, line, "comment", "comments are not kept: move it into the text or remove it")
            )


def read_yaml(text: str, *, file: str, first_line: int = 1) -> tuple[Located | None, list[Fault]]:
    """Read one YAML document. Faults carry lines of `file`, in which `text` begins at `first_line`.

    The data is None when the text is not YAML at all; with lesser faults it is what could be read.
    """
    builder = _Builder(text, file, first_line)
    try:
        located = builder.build()
    except _Refused as refused:
        return None, [*builder.faults, Fault(file, refused.line, refused.rule, refused.message)]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = (mark.line if mark else 0) + first_line
        what = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
        hint = " (a text with “: ” in it needs quotation marks)" if "mapping values" in what else ""
        return None, [*builder.faults, Fault(file, line, "yaml", f"not YAML: {what}{hint}")]
    return located, builder.faults
