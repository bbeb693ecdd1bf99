"""Who is at work in this process's present request, for records that are made where no request is at hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_person: ContextVar[int | None] = ContextVar("acting_person", default=None)


def acting_person() -> int | None:
    """Whose request it is; None for a command or a task."""
    return _person.get()


@contextmanager
def acting(person_id: int | None) -> Iterator[None]:
    """Let what happens inside count as this person's doing."""
    token = _person.set(person_id)
    try:
        yield
    finally:
        _person.reset(token)
