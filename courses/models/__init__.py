"""What the courses app keeps."""

from courses.models.enrolments import Enrolment
from courses.models.home import CatalogueIndexPage, HomePage
from courses.models.loads import CourseLoad, LoadedObject, LoadedObjectKind
from courses.models.pages import CourseLevel, CoursePage, LessonPage, ModulePage
from courses.models.progress import CourseCompletion, LessonProgress, OutlineStamp

__all__ = [
    "CatalogueIndexPage",
    "CourseCompletion",
    "CourseLevel",
    "CourseLoad",
    "CoursePage",
    "Enrolment",
    "HomePage",
    "LessonPage",
    "LessonProgress",
    "LoadedObject",
    "LoadedObjectKind",
    "ModulePage",
    "OutlineStamp",
]
