"""Taking one file from a stranger: no more than agreed is ever read, and nothing touches the disk."""

from io import BytesIO
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError

# What a form may add to its file: boundaries, a token, names.
_OVERHEAD = 65_536


class UploadRefused(Exception):
    """A request whose body is not read to its end. `status` is what HTTP calls it."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


class _OneFile(FileUploadHandler):
    """Keeps the first file in memory and gives the whole request up when it is longer than `most` bytes."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most
        self.taken = 0
        self.is_over = False
        self.kept: BytesIO | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.kept is not None:
            raise SkipFile
        self.kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.taken += len(raw_data)
        if self.taken > self.most or self.kept is None:
            self.is_over = True
            # The rest is not read: an endless stream would keep the worker for ever.
            raise StopUpload(connection_reset=True)
        self.kept.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        if self.kept is None:
            return None
        self.kept.seek(0)
        return InMemoryUploadedFile(
            self.kept, self.field_name, self.file_name or "file", None, file_size, self.charset
        )


def take_file(request: HttpRequest, name: str, *, most: int) -> bytes | None:
    """The bytes of one file of a form, None if there is none. Call it before anything reads `request.POST`.

    Raises UploadRefused: 411 without a length, 413 for more than `most` bytes, said or sent; 400 for what is
    no form.
    """
    said = request.META.get("CONTENT_LENGTH") or ""
    if not said.isascii() or not said.isdigit():
        raise UploadRefused(411)
    if int(said) > most + _OVERHEAD:
        raise UploadRefused(413)
    handler = _OneFile(most)
    request.upload_handlers = [handler]
    try:
        found = request.FILES.get(name)
    except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent) as error:
        raise UploadRefused(413) from error
    except MultiPartParserError as error:
        raise UploadRefused(400) from error
    if handler.is_over:
        raise UploadRefused(413)
    return found.read() if isinstance(found, UploadedFile) else None
