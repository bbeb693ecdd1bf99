from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    """Certificates: achievements, credentials and the log."""

    name = "certificates"
