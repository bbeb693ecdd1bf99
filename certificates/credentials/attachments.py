"""The credential attached to a PDF. Nothing of the page is interpreted, and no script is ever run.

pyHanko reads the file's objects. It trusts sizes and unpacks object streams whole: run this where time
and memory are limited.
"""

from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from certificates.credentials.pictures import unpacked
from certificates.credentials.refusals import Reason, Refused

NAME = "credential.json"
MAX_OBJECTS = 20_000
MAX_VALUES = 400_000
# What a page may do by itself when it is opened, clicked or filled in (ISO 32000-2, §12.6).
_ACTIVE_KEYS = {"/JavaScript", "/JS", "/OpenAction", "/AA", "/XFA", "/RichMediaContent"}
_ACTIVE_KINDS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/GoToE", "/RichMedia"}


def from_pdf(data: bytes) -> bytes:
    """The one file named credential.json that is attached anywhere in a PDF. Raises Refused.

    Refused are: an encrypted PDF, one with scripts or actions that run by themselves, one with more than
    20,000 objects, and whatever cannot be read.
    """
    try:
        reader = PdfFileReader(BytesIO(data), strict=True)
        if "/Encrypt" in reader.trailer:
            raise Refused(Reason.PDF_ENCRYPTED)
        found = _attached(reader.root)
        return _content(_only(found))
    except (Refused, MemoryError):
        raise
    except Exception as error:
        # A parser of hostile files fails in many ways; each of them means the same to a reader.
        raise Refused(Reason.PDF_BROKEN) from error


def _attached(root: Any) -> list[Any]:
    """Every file specification with this name that can be reached, and on the way nothing active."""
    seen: set[tuple[int, int]] = set()
    found: list[Any] = []
    waiting: list[Any] = [root]
    values = 0
    while waiting:
        value = waiting.pop()
        values += 1
        if values > MAX_VALUES or len(seen) > MAX_OBJECTS:
            raise Refused(Reason.PDF_TOO_MANY_OBJECTS)
        if isinstance(value, generic.IndirectObject):
            place = (value.idnum, value.generation)
            if place not in seen:
                seen.add(place)
                waiting.append(value.get_object())  # type: ignore[no-untyped-call]  # pyHanko's own
        elif isinstance(value, generic.DictionaryObject):
            _refuse_active(value)
            if "/EF" in value and NAME in _names(value):
                found.append(value)
            waiting.extend(value.raw_get(name) for name in value)
        elif isinstance(value, generic.ArrayObject):
            waiting.extend(value.raw_get(index) for index in range(len(value)))
    return found


def _refuse_active(value: Any) -> None:
    active = _ACTIVE_KEYS.intersection(value)
    if active:
        raise Refused(Reason.PDF_ACTIVE, min(active))
    # /S also names kinds of structure and of colour; none of those has one of these names.
    for key in ("/S", "/Subtype"):
        kind = value.get(key)
        if isinstance(kind, str) and kind in _ACTIVE_KINDS:
            raise Refused(Reason.PDF_ACTIVE, kind)


def _names(value: Any) -> set[str]:
    return {str(value[key]) for key in ("/F", "/UF") if key in value}


def _only(found: list[Any]) -> Any:
    if not found:
        raise Refused(Reason.NO_CREDENTIAL)
    if len(found) > 1 or len(_names(found[0])) > 1:
        raise Refused(Reason.SEVERAL_CREDENTIALS)
    files = found[0]["/EF"]
    streams = [files[key] for key in files]
    if len({id(stream) for stream in streams}) != 1:
        raise Refused(Reason.SEVERAL_CREDENTIALS)
    return streams[0]


def _content(stream: Any) -> bytes:
    """The attached bytes. Only the packing that PDF/A writers use is undone, and not beyond a credential's size."""
    if not isinstance(stream, generic.StreamObject):
        raise Refused(Reason.PDF_BROKEN)
    packing = stream.get("/Filter")
    if isinstance(packing, list):
        packing = packing[0] if len(packing) == 1 else ("" if packing else None)
    if packing is None:
        return bytes(stream.encoded_data)
    if packing != "/FlateDecode" or stream.get("/DecodeParms") is not None:
        raise Refused(Reason.PDF_BROKEN)
    return unpacked(bytes(stream.encoded_data))
