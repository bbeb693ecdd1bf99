from django.apps import AppConfig


class WorkplaceConfig(AppConfig):
    """Workplace: the learner's dashboard and an organisation's desk."""

    name = "workplace"

    def ready(self) -> None:
        from website.readiness import register_check
        from workplace.services.backups.restoring import interrupted

        register_check("restore", interrupted)
