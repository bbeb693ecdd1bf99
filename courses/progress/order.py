"""What comes before, what comes next, and where to go on."""

from collections.abc import Collection, Sequence


def neighbours(lessons: Sequence[int], here: int) -> tuple[int | None, int | None]:
    """The lessons before and after this one; None at an end, and both None for a lesson that is not there."""
    if here not in lessons:
        return None, None
    at = lessons.index(here)
    before = lessons[at - 1] if at > 0 else None
    after = lessons[at + 1] if at + 1 < len(lessons) else None
    return before, after


def resume_at(lessons: Sequence[int], completed: Collection[int], place: int | None) -> int | None:
    """Where a learner goes on: the place they left, or else the next open lesson after it.

    Lessons after the place come first, then those that were skipped before it. None when every
    lesson is complete, or there is none. A place that is no longer in the course counts as the
    beginning.
    """
    done = set(completed)
    start = lessons.index(place) if place in lessons else 0
    for lesson in (*lessons[start:], *lessons[:start]):
        if lesson not in done:
            return lesson
    return None
