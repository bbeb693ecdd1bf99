from django.apps import AppConfig


class CoursesConfig(AppConfig):
    """Courses: what is taught and how far a learner has come."""

    name = "courses"
