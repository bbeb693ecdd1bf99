"""Canonical YAML: one way to write each value, so that equal data are equal bytes.

Block style, two spaces, sequences at their key's own column, keys in the order given. Text of several lines is
a literal block; other text stands plain where every reader takes it for text, and in quotation marks elsewhere.
"""

import json
import re
from typing import Any

# What YAML 1.1 or 1.2 readers may take for something else than text.
_SPECIAL = re.compile(
    r"~|null|[-+]?\d+/\d+|true|false|yes|no|on|off|y|n|<<|=|[-+]?(\d[\d_]*)?\.?\d[\d_]*\.?(e[-+]?\d+)?|0[xob][0-9a-f_]+"
    r"|[-+]?\d[\d_]*(:[0-5]?\d)+(\.\d*)?|[-+]?\.(inf|nan)",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_INDICATORS = "-?:,[]{}#&*!|>'\"%@`"
# YAML 1.2.2, §5.1: what may be written as it is; NEL and the Unicode line breaks are written as escapes.
_UNPRINTABLE = re.compile(
    "[^\\t\\n\\x20-\\x7e\\xa0-\\u2027\\u202a-\\ud7ff\\ue000-\\ufefe\\uff00-\\ufffd\U00010000-\U0010ffff]"
)


def _is_plain(text: str) -> bool:
    if not text or text != text.strip() or text[0] in _INDICATORS or text[-1] == ":":
        return False
    if ": " in text or " #" in text or "\t" in text or text.startswith(("---", "...")):
        return False
    return not _SPECIAL.fullmatch(text) or bool(_DATE.fullmatch(text))


def _quoted(text: str) -> str:
    if _UNPRINTABLE.search(text) or "\n" in text or "\t" in text:
        # JSON's escapes are YAML's (§1.2 of YAML 1.2.2); the rest is named by its code.
        found = json.dumps(text, ensure_ascii=False).replace("\x7f", "\\x7f")
        return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match.group()):04x}", found)
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def _is_literal(text: str) -> bool:
    if "\n" not in text.rstrip("\n") or _UNPRINTABLE.search(text) or "\t" in text:
        return False
    lines = text.split("\n")
    # A first line that begins with a space, or an empty one, would need an indentation indicator.
    return bool(lines[0]) and lines[0][0] != " " and all(line == line.rstrip(" ") for line in lines)


def _literal(text: str, indent: str) -> str:
    body = text.rstrip("\n")
    ends = len(text) - len(body)
    header = ("|-", "|")[ends] if ends < 2 else "|+"
    lines = (body + "\n" * max(0, ends - 1)).split("\n")
    return header + "".join(f"\n{indent}{line}" if line else "\n" for line in lines)


def _scalar(value: Any, indent: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if value is None:
        return "null"
    if not isinstance(value, str):
        raise TypeError(f"A package holds text, whole numbers and truth values, not {type(value).__name__}")
    if _is_literal(value):
        return _literal(value, indent)
    return (
        value if _is_plain(value) and not _UNPRINTABLE.search(value) and "\n" not in value else _quoted(value)
    )


def _lines(value: Any, indent: str, *, in_sequence: bool) -> str:
    """What follows a key or a dash, its leading space or line break included."""
    if isinstance(value, dict) and value:
        inner = _mapping(value, indent + "  ")
        # After a dash the first key stands on the dash's line.
        return f" {inner.lstrip(' ')}" if in_sequence else f"\n{inner}"
    if isinstance(value, (list, tuple)) and value:
        if in_sequence:
            return f" {_sequence(value, indent + '  ').lstrip(' ')}"
        return f"\n{_sequence(value, indent)}"
    if isinstance(value, (dict, list, tuple)):
        return " {}" if isinstance(value, dict) else " []"
    return f" {_scalar(value, indent + '  ')}"


def _mapping(value: dict[str, Any], indent: str) -> str:
    return "\n".join(
        f"{indent}{_scalar(key, indent)}:{_lines(kept, indent, in_sequence=False)}"
        for key, kept in value.items()
    )


def _sequence(value: list[Any] | tuple[Any, ...], indent: str) -> str:
    return "\n".join(f"{indent}-{_lines(kept, indent, in_sequence=True)}" for kept in value)


def write_yaml(value: dict[str, Any]) -> str:
    """A mapping as canonical YAML, with one line break at its end. Raises TypeError for other kinds of value."""
    return (_mapping(value, "") if value else "{}") + "\n"
