"""What the courses app keeps."""

from courses.models.enrolments import Enrolment
from courses.models.home import CatalogueIndexPage, HomePage
from courses.models.pages import CourseLevel, CoursePage, LessonPage, ModulePage
from courses.models.progress import CourseCompletion, LessonProgress, OutlineStamp

__all__ = [
    "CatalogueIndexPage",
    "CourseCompletion",
    "CourseLevel",
    "CoursePage",
    "Enrolment",
    "HomePage",
    "LessonPage",
    "LessonProgress",
    "ModulePage",
    "OutlineStamp",
]
