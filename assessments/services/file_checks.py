"""Whether a file is what it says, judged by its bytes and without opening it with anything that could be attacked."""

import re
import unicodedata
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from assessments.models import ResponseFile

# What makes a PDF act, carry other files, or hide from this check.
_ACTIVE = (
    b"/JavaScript",
    b"/JS",
    b"/Launch",
    b"/EmbeddedFile",
    b"/RichMedia",
    b"/XFA",
    b"/Encrypt",
    b"/SubmitForm",
)
_ESCAPED = re.compile(rb"#([0-9a-fA-F]{2})")
_OBJECTS = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n", re.S)
_WORD = re.compile(rb"/[A-Za-z]+")
_MAX_UNPACKED = 30 * 1024 * 1024
_MAX_NAME = 100


class FileRefused(ValueError):
    """A file that is not taken; the message is for its candidate."""


def kind_of(data: bytes, allowed: frozenset[str]) -> str:
    """The kind of a file by its content. Raises FileRefused, with what to do."""
    if not data:
        raise FileRefused(_("This file is empty."))
    if data.startswith(b"%PDF-"):
        kind = ResponseFile.Kind.PDF.value
        _judge_pdf(data)
    else:
        kind = ResponseFile.Kind.TEXT.value
        _judge_text(data)
    if kind not in allowed:
        said = ", ".join(str(ResponseFile.Kind(one).label) for one in sorted(allowed))
        raise FileRefused(_("Only this is taken here: %(kinds)s.") % {"kinds": said})
    return kind


def _judge_text(data: bytes) -> None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused(
            _("This is neither a PDF nor plain text (UTF-8). Save it as one of these and try again.")
        ) from error
    if any(unicodedata.category(character) == "Cc" and character not in "\t\r\n\f" for character in text):
        raise FileRefused(
            _("This is neither a PDF nor plain text (UTF-8). Save it as one of these and try again.")
        )


def _judge_pdf(data: bytes) -> None:
    if b"%%EOF" not in data[-1024:]:
        raise FileRefused(_("This PDF is not whole: its end is missing. Save it again and try once more."))
    for part in (data, *_object_streams(data)):
        if _acts(part):
            raise FileRefused(
                _(
                    "This PDF holds scripts, other files or a password. Print it to a new PDF and hand that in."
                )
            )


def _acts(part: bytes) -> bool:
    plain = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part)
    return any(word in _ACTIVE for word in _WORD.findall(plain))


def _object_streams(data: bytes) -> Iterator[bytes]:
    """Compressed objects unpacked, as much as the limit allows. Raises FileRefused beyond it."""
    left = _MAX_UNPACKED
    for found in _OBJECTS.finditer(data):
        unpacker = zlib.decompressobj()
        try:
            unpacked = unpacker.decompress(data[found.end() :], left)
        except zlib.error:
            continue
        left -= len(unpacked)
        if left <= 0:
            raise FileRefused(_("This PDF unpacks to too much. Print it to a new PDF and hand that in."))
        yield unpacked


def safe_name(name: str) -> str:
    """A file's name as it may be shown and given back: one line, no path, nothing that turns its reading round."""
    base = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(one for one in unicodedata.normalize("NFC", base) if unicodedata.category(one)[0] != "C")
    stem, dot, ending = shown.strip(" .").rpartition(".")
    short = f"{stem[: _MAX_NAME - 10]}{dot}{ending[:8]}" if dot else shown.strip(" .")[:_MAX_NAME]
    return short or "file"
