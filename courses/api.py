"""What other apps may use of courses."""

from courses.ports import PackagePart, Problem, register_course_panel, register_package_part
from courses.signals import course_completed

__all__ = [
    "PackagePart",
    "Problem",
    "course_completed",
    "register_course_panel",
    "register_package_part",
]
