from django.apps import AppConfig


class WorkplaceConfig(AppConfig):
    """Workplace: the learner's dashboard and an organisation's desk."""

    name = "workplace"
