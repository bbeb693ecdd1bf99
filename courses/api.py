"""What other apps may use of courses."""

from courses.packages import PackageInvalid
from courses.ports import PackagePart, PartRefused, Problem, register_course_panel, register_package_part
from courses.services.load_reports import LoadReport
from courses.services.loading import load_package
from courses.services.overview import (
    EnrolmentFacts,
    completed_by,
    course_by_slug,
    course_slug,
    enrolments_of,
    has_completed,
    is_enrolled,
)
from courses.services.simulating import simulate_study
from courses.services.site_tree import ensure_site_root
from courses.signals import course_completed

__all__ = [
    "EnrolmentFacts",
    "LoadReport",
    "PackageInvalid",
    "PackagePart",
    "PartRefused",
    "Problem",
    "completed_by",
    "course_by_slug",
    "course_completed",
    "course_slug",
    "enrolments_of",
    "ensure_site_root",
    "has_completed",
    "is_enrolled",
    "load_package",
    "register_course_panel",
    "register_package_part",
    "simulate_study",
]
