"""Writes the pages of a package, and never over what was edited here since."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.models import Page

from courses.models import LoadedObject, LoadedObjectKind
from courses.packages import Fault, PackageInvalid
from courses.services.load_records import LoadRecords
from courses.services.load_reports import LoadEntry, LoadOutcome
from courses.services.page_content import State, apply_state, digest_of_state, state_of


class PageLoader:
    """Creates, changes, leaves or reports pages one by one."""

    def __init__(self, records: LoadRecords, *, overwrite: bool) -> None:
        self.records, self.overwrite = records, overwrite
        self.entries: list[LoadEntry] = []

    def load(self, model: Any, parent: Any, path: str, state: State) -> Any:
        """The page of a file, in the file's state unless it was edited here."""
        page = self.find(model, parent, path, state["slug"])
        if page is None:
            return self._create(model, parent, path, state)
        if self.overwrite:
            self.follow(page.pk, parent)
        here, wanted = state_of(page), digest_of_state(state)
        record = self.records.of_page(path, page.pk)
        back = record is not None and record.withdrawn
        if digest_of_state(here) == wanted and not (back and not page.live):
            self._enter(path, page, LoadOutcome.UNCHANGED, wanted)
        elif self.overwrite or not self._is_edited(page, here, record):
            self._write(page, path, state)
            self._enter(path, page, LoadOutcome.CHANGED, wanted)
        else:
            self._leave(page, path, state, record)
        return page

    def find(self, model: Any, parent: Any, path: str, slug: str) -> Any:
        """The page of a file: by its slug below its parent, or the one that the file became last time.

        That one may have been moved within the course here: it stays where it is.
        """
        page = model.objects.child_of(parent).filter(slug=slug).first()
        record = self.records.get(path)
        if page is None and record is not None:
            page = model.objects.descendant_of(parent.get_parent()).filter(pk=record.object_id).first()
        return page

    def follow(self, page_id: int, parent: Any) -> None:
        """Move a page below the parent of its file, unless another one has its name there."""
        page = Page.objects.filter(pk=page_id).first()
        if page is None or page.is_child_of(parent):
            return
        if not Page.objects.child_of(parent).filter(slug=page.slug).exists():
            page.move(Page.objects.get(pk=parent.pk), pos="last-child", user=self.records.actor)

    def _enter(self, path: str, page: Any, outcome: LoadOutcome, digest: str) -> None:
        self.records.note(path, LoadedObjectKind.PAGE, page.pk, digest)
        # A page that was created without its links is completed by a second visit.
        if not any(entry.path == path for entry in self.entries):
            self.entries.append(LoadEntry(path, outcome))

    def _is_edited(self, page: Any, here: State, record: LoadedObject | None) -> bool:
        if record is None or digest_of_state(here) != record.digest:
            return True
        return _draft_of(page, here) is not None or not (page.live or record.withdrawn)

    def _create(self, model: Any, parent: Any, path: str, state: State) -> Any:
        page = model()
        with _faults_of(path):
            apply_state(page, state, place=path)
            # The parent's count of children may have changed since it was read.
            type(parent).objects.get(pk=parent.pk).add_child(instance=page)
            self._publish(page)
        self._enter(path, page, LoadOutcome.CREATED, digest_of_state(state))
        return page

    def _write(self, page: Any, path: str, state: State) -> None:
        with _faults_of(path):
            apply_state(page, state, place=path)
            self._publish(page)

    def _publish(self, page: Any) -> None:
        revision = page.save_revision(user=self.records.actor)
        revision.publish(user=self.records.actor, skip_permission_checks=True)
        page.refresh_from_db()

    def _leave(self, page: Any, path: str, state: State, record: LoadedObject | None) -> None:
        wanted = digest_of_state(state)
        draft = _draft_of(page, state_of(page))
        decided = record is not None and wanted == record.offered and draft is None
        if record is not None and (wanted == record.digest or decided):
            self.entries.append(LoadEntry(path, LoadOutcome.KEPT, "edited here"))
            return
        if draft is None:
            with _faults_of(path):
                apply_state(page, state, place=path)
                page.save_revision(user=self.records.actor)
            self.records.note_offer(path, page.pk, wanted)
            note = "edited here since: the package's text is saved as a draft"
        elif digest_of_state(draft) == wanted:
            note = "edited here since: the package's text waits as a draft"
        else:
            note = "has an unpublished draft: publish it first, or load with --overwrite"
        self.entries.append(LoadEntry(path, LoadOutcome.CONFLICT, note))

    def withdraw(self, paths: Iterable[str]) -> None:
        """Unpublish the pages of files that left the package, unless they have other files now."""
        loaded = {
            self.records.known[entry.path].object_id
            for entry in self.entries
            if entry.path in self.records.known
        }
        for path in sorted(paths):
            record = self.records.known[path]
            if record.object_id in loaded:
                self.records.drop(path)
                continue
            found = Page.objects.filter(pk=record.object_id).first()
            page = found.specific if found is not None else None
            if page is None or not page.live:
                self.records.note_withdrawal(record)
            elif self.overwrite or not self._is_edited(page, state_of(page), record):
                page.unpublish(user=self.records.actor)
                self.records.note_withdrawal(record)
                self.entries.append(LoadEntry(path, LoadOutcome.WITHDRAWN, "no longer in the package"))
            else:
                note = "no longer in the package, but edited here: left as it is"
                self.entries.append(LoadEntry(path, LoadOutcome.KEPT, note))


def _draft_of(page: Any, here: State) -> State | None:
    """What an unpublished draft says, if it says anything else. An unpublished page is no draft by itself."""
    if not page.has_unpublished_changes:
        return None
    draft = state_of(page.get_latest_revision_as_object())
    return draft if digest_of_state(draft) != digest_of_state(here) else None


@contextmanager
def _faults_of(path: str) -> Iterator[None]:
    """A page's own refusal as faults of its file."""
    try:
        yield
    except ValidationError as error:
        raise PackageInvalid(Fault(path, 0, "page", text) for text in error.messages) from error


def keep_order(pages: Sequence[Any]) -> None:
    """Bring siblings into this order; others keep their places as far as that is possible."""
    if not pages:
        return
    here = [
        page.pk for page in type(pages[0]).objects.filter(pk__in=[page.pk for page in pages]).order_by("path")
    ]
    if here == [page.pk for page in pages]:
        return
    for before, page in pairwise(pages):
        # Each move changes the paths of siblings: both are read again.
        fresh, target = Page.objects.get(pk=page.pk), Page.objects.get(pk=before.pk)
        fresh.move(target, pos="right")
