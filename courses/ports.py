"""Where apps above courses plug in what courses may not import."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a part of a package: where (dotted path of keys), which rule, what to do about it."""

    path: str
    rule: str
    message: str


class PartRefused(ValueError):
    """A part that is whole does not fit what the database holds: one fault, for the author."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class PackagePart(Protocol):
    """A file of a course package that another app owns, such as achievement.yaml."""

    def check(self, data: Mapping[str, Any]) -> list[Problem]:
        """Every fault in the part, without touching the database."""

    def load(
        self, data: Mapping[str, Any], *, course_id: int, actor: Any, now: datetime, overwrite: bool
    ) -> str:
        """Write the part; "created", "changed", "unchanged" or "conflict". Raises PartRefused."""

    def export(self, course_id: int) -> dict[str, Any] | None:
        """The part as it stands, or None when the course has none."""


_parts: dict[str, PackagePart] = {}


def register_package_part(name: str, part: PackagePart) -> None:
    """Let an app own the file `<name>.yaml` at the root of course packages. Call it in AppConfig.ready."""
    _parts[name] = part


def package_parts() -> Mapping[str, PackagePart]:
    """Every registered part by name."""
    return dict(_parts)


# Given a course's id, a piece of HTML for the aside of its page, or "" for none. The same for
# every reader: it is cached.
CoursePanel = Callable[[int], SafeString | str]
_panels: list[CoursePanel] = []


def register_course_panel(panel: CoursePanel) -> None:
    """Add a panel to the aside of every course page. Call it in AppConfig.ready."""
    if panel not in _panels:
        _panels.append(panel)


def course_panels() -> tuple[CoursePanel, ...]:
    """Every registered panel, in the order of registration."""
    return tuple(_panels)
