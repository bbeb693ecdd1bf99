from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """Assessments: items, attempts and outcomes."""

    name = "assessments"
