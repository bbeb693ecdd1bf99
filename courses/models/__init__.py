"""What the courses app keeps."""

from courses.models.announcements import Announcement, CourseMail
from courses.models.cohorts import (
    Cohort,
    CohortEnrolment,
    CohortInvitation,
    CohortMember,
    EnrolmentList,
    EnrolmentListRow,
)
from courses.models.enrolments import Enrolment
from courses.models.glossary import GlossaryPage
from courses.models.home import CatalogueIndexPage, HomePage
from courses.models.loads import CourseLoad, LoadedObject, LoadedObjectKind
from courses.models.package_imports import PackageImport
from courses.models.pages import CourseLevel, CoursePage, LessonPage, ModulePage
from courses.models.progress import CourseCompletion, LessonProgress, OutlineStamp

__all__ = [
    "Announcement",
    "CatalogueIndexPage",
    "Cohort",
    "CohortEnrolment",
    "CohortInvitation",
    "CohortMember",
    "CourseCompletion",
    "CourseLevel",
    "CourseLoad",
    "CourseMail",
    "CoursePage",
    "Enrolment",
    "EnrolmentList",
    "EnrolmentListRow",
    "GlossaryPage",
    "HomePage",
    "LessonPage",
    "LessonProgress",
    "LoadedObject",
    "LoadedObjectKind",
    "ModulePage",
    "OutlineStamp",
    "PackageImport",
]
