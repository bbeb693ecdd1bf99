from django.apps import AppConfig
from django.db.backends.signals import connection_created


class WebsiteConfig(AppConfig):
    """Website: the look of every page; it knows nothing about learning."""

    name = "website"

    def ready(self) -> None:
        import website.lookups  # noqa: F401 - registers what it defines
        from website.moments import read_quickly

        connection_created.connect(read_quickly, dispatch_uid="website.read_quickly")
