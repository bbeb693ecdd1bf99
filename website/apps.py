from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    """Website: the look of every page; it knows nothing about learning."""

    name = "website"
