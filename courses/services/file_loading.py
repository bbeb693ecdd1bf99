"""Pictures and downloads of a package ↔ Wagtail's images and documents."""

from hashlib import sha1, sha256
from typing import Any

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from courses.models import LoadedObjectKind
from courses.packages import Module
from courses.services.load_records import LoadRecords
from courses.services.load_reports import LoadEntry, LoadOutcome

Image: Any = get_image_model()
Document: Any = get_document_model()


class FileLoader:
    """Finds or makes the image or document of every file. New stored files are added to `made`."""

    def __init__(self, records: LoadRecords, made: list[Any]) -> None:
        self.records, self.made = records, made
        self.entries: list[LoadEntry] = []

    def load(self, module: Module) -> dict[str, int]:
        """The id of each file's image or document, by path within the module."""
        return {
            name: self._load(f"{module.folder}/{name}", content) for name, content in module.files.items()
        }

    def _load(self, path: str, content: bytes) -> int:
        is_figure = "/figures/" in path
        model = Image if is_figure else Document
        digest = sha256(content).hexdigest()
        record = self.records.get(path)
        if (
            record is not None
            and record.digest == digest
            and model.objects.filter(pk=record.object_id).exists()
        ):
            self.entries.append(LoadEntry(path, LoadOutcome.UNCHANGED))
            return int(record.object_id or 0)
        found = model.objects.filter(file_hash=_file_hash(content)).first()
        if found is None:
            found = self._make(model, path.rpartition("/")[2], content)
        kind = LoadedObjectKind.IMAGE if is_figure else LoadedObjectKind.DOCUMENT
        self.records.note(path, kind, found.pk, digest)
        self.entries.append(LoadEntry(path, LoadOutcome.CREATED if record is None else LoadOutcome.CHANGED))
        return int(found.pk)

    def _make(self, model: Any, name: str, content: bytes) -> Any:
        made = model(title=name, file=ContentFile(content, name=name), uploaded_by_user=self.records.actor)
        made.file_size, made.file_hash = len(content), _file_hash(content)
        made.save()
        self.made.append(made.file)
        return made


def _file_hash(content: bytes) -> str:
    """The hash by which Wagtail finds equal files."""
    return sha1(content, usedforsecurity=False).hexdigest()


def read_stored(model: Any, pk: int) -> tuple[str, bytes]:
    """The file name and content of an image or document. Raises its DoesNotExist, or FileNotFoundError."""
    found = model.objects.get(pk=pk)
    with found.file.storage.open(found.file.name, "rb") as file:
        return str(found.file.name).rpartition("/")[2], file.read()
