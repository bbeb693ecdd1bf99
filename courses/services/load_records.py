"""The memory of a load while it runs: what each file became last time, and what it becomes now."""

from datetime import datetime
from typing import Any

from courses.models import LoadedObject, LoadedObjectKind


class LoadRecords:
    """The records of one course by path. `save` writes what was noted."""

    def __init__(self, course_id: int | None, *, now: datetime, actor: Any) -> None:
        """A course that is not yet there has no records, and gets its id with `save`."""
        self.now, self.actor = now, actor
        self.known = {record.path: record for record in LoadedObject.objects.filter(course_id=course_id)}
        self.noted: dict[str, LoadedObject] = {}
        self.dropped: list[int] = []

    def get(self, path: str) -> LoadedObject | None:
        return self.known.get(path)

    def of_page(self, path: str, page_id: int) -> LoadedObject | None:
        """The record of a page: of its file, or of the name that its file had last time."""
        found = self.known.get(path)
        if found is not None:
            return found
        pages = (record for record in self.known.values() if record.kind == LoadedObjectKind.PAGE)
        return next((record for record in pages if record.object_id == page_id), None)

    def drop(self, path: str) -> None:
        """The file has another name now."""
        record = self.known.pop(path)
        self.noted.pop(path, None)
        if record.pk is not None:
            self.dropped.append(record.pk)

    def note(self, path: str, kind: LoadedObjectKind, object_id: int | None, digest: str) -> LoadedObject:
        """This file is what was loaded as this object, in this state."""
        record = self.known.get(path) or LoadedObject(path=path)
        same = (record.kind, record.object_id, record.digest, record.withdrawn) == (
            kind,
            object_id,
            digest,
            False,
        )
        if record.pk is None or not same or record.offered:
            record.kind, record.object_id, record.digest = kind, object_id, digest
            record.offered, record.withdrawn = "", False
            self._keep(record)
        return record

    def note_offer(self, path: str, object_id: int, digest: str) -> None:
        """A state was saved as a draft beside an edit; what was last written is still what it was."""
        record = self.known.get(path) or LoadedObject(
            path=path, kind=LoadedObjectKind.PAGE, object_id=object_id
        )
        record.offered = digest
        self._keep(record)

    def note_withdrawal(self, record: LoadedObject) -> None:
        """The file left the package, and its page was unpublished."""
        record.withdrawn = True
        self._keep(record)

    def _keep(self, record: LoadedObject) -> None:
        record.loaded_at, record.loaded_by = self.now, self.actor
        self.known[record.path] = self.noted[record.path] = record

    def save(self, course_id: int) -> None:
        """Write what was noted."""
        new = [record for record in self.noted.values() if record.pk is None]
        old = [record for record in self.noted.values() if record.pk is not None]
        for record in new:
            record.course_id = course_id
        LoadedObject.objects.filter(pk__in=self.dropped).delete()
        LoadedObject.objects.bulk_create(new)
        fields = ["kind", "object_id", "digest", "offered", "withdrawn", "loaded_at", "loaded_by"]
        LoadedObject.objects.bulk_update(old, fields)
