"""What changed in a lesson since a learner studied it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from wagtail.models import Revision

from courses.models import LessonPage
from courses.services.drafts import raw_blocks
from courses.services.study import Seen
from website.local_cache import local_cache

# Two revisions differ in the same way for ever; this only lets old answers go.
_KEEP = 86_400


@dataclass(frozen=True, slots=True)
class SectionChange:
    """One section of a lesson: what became of it ("new", "gone", "changed"), and how many blocks differ."""

    title: str
    fate: str
    blocks: int = 0
    checks: int = 0


@dataclass(frozen=True, slots=True)
class LessonChanges:
    """Everything that differs between what a learner studied and what stands there now.

    `is_known` is false where the revision that they saw is kept no longer.
    """

    studied_at: datetime
    sections: tuple[SectionChange, ...]
    title: bool = False
    sources: bool = False
    is_known: bool = True


def changes_since(page: LessonPage, seen: Seen | None) -> LessonChanges | None:
    """What changed since a learner completed the lesson; None for nothing, or nothing that they don't know of.

    No query while the lesson is as it was; two at the first look after it changed.
    """
    now = page.live_revision_id
    if seen is None or seen.revision is None or now is None or now in (seen.revision, seen.known):
        return None
    # What was put away is compared with: only later changes are news.
    before = seen.known or seen.revision
    key = f"courses:changes:{before}:{now}"
    found: tuple[Any, ...] | None = local_cache.get(key)
    if found is None:
        found = _compare(before, now)
        local_cache.set(key, found, _KEEP)
    is_known, title, sources, sections = found
    if is_known and not (title or sources or sections):
        return None
    return LessonChanges(seen.at, sections, title=title, sources=sources, is_known=is_known)


def _compare(before: int, now: int) -> tuple[bool, bool, bool, tuple[SectionChange, ...]]:
    kept = dict(Revision.objects.filter(pk__in=(before, now)).values_list("pk", "content"))
    if len(kept) < 2:
        return False, False, False, ()
    old, new = kept[before], kept[now]
    sections = [*_sections_changed(old, new)]
    for name, title in (("alternative", _("The alternative")), ("content_note", _("The content note"))):
        if _plain(old.get(name)) != _plain(new.get(name)):
            sections.append(SectionChange(title, "changed"))
    return (
        True,
        old.get("title") != new.get("title"),
        _plain(old.get("sources")) != _plain(new.get("sources")),
        tuple(sections),
    )


def _plain(value: Any) -> Any:
    """A stream without the ids of its blocks, which mean nothing to a reader; any other value as it is."""
    if isinstance(value, str) and value.startswith("["):
        return [(block["type"], _without_ids(block["value"])) for block in raw_blocks(value)]
    return value or ""


def _without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        if set(value) == {"type", "value", "id"}:
            return _without_ids(value["value"])
        return {name: _without_ids(kept) for name, kept in value.items()}
    return [_without_ids(kept) for kept in value] if isinstance(value, list) else value


def _sections_changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[SectionChange]:
    before, after = _sections(old.get("body", "[]")), _sections(new.get("body", "[]"))
    for title, blocks in after.items():
        if title not in before:
            yield SectionChange(title, "new", *_counted(blocks))
            continue
        differ = _differing(before[title], blocks)
        if differ:
            yield SectionChange(title, "changed", *_counted(differ))
        elif blocks != before[title]:
            yield SectionChange(title, "changed")
    for title, blocks in before.items():
        if title not in after:
            yield SectionChange(title, "gone", *_counted(blocks))


def _sections(body: Any) -> dict[str, list[tuple[str, Any]]]:
    """The blocks of a body under the heading above them; "" for those above the first one."""
    sections: dict[str, list[tuple[str, Any]]] = {}
    title = ""
    for block in raw_blocks(body):
        value = _without_ids(block["value"])
        if block["type"] == "heading":
            title = strip_tags(str(value["text"]))
            sections.setdefault(title, [])
        else:
            sections.setdefault(title, []).append((block["type"], value))
    return {name: blocks for name, blocks in sections.items() if name or blocks}


def _differing(old: list[tuple[str, Any]], new: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """The blocks that are new or say something else, or else those that are gone."""
    return [block for block in new if block not in old] or [block for block in old if block not in new]


def _counted(blocks: Iterable[tuple[str, Any]]) -> tuple[int, int]:
    """How many blocks of reading, and how many knowledge checks."""
    kinds = Counter("check" if kind == "check" else "reading" for kind, _value in blocks)
    return kinds["reading"], kinds["check"]
