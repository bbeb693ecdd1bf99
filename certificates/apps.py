from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    """Certificates: achievements, credentials and the log."""

    name = "certificates"

    def ready(self) -> None:
        from accounts.api import Role, register_role_permissions
        from assessments.api import outcome_recorded, register_holding, register_records
        from certificates.panels import course_panel
        from certificates.readiness import keys_are_there, lists_are_fresh
        from certificates.receivers import (
            on_course_completed,
            on_credential_changed,
            on_credential_issued,
            on_list_started,
            on_outcome_recorded,
        )
        from certificates.services.due import holds_decision
        from certificates.services.held import credentials_on
        from certificates.services.packages import AchievementPart
        from certificates.signals import credential_changed, credential_issued, list_started
        from courses.api import course_completed, register_course_panel, register_package_part
        from website.readiness import register_check

        register_role_permissions(
            Role.CERTIFICATION_OFFICER, ["certificates.view_credential", "certificates.change_credential"]
        )
        register_package_part("achievement", AchievementPart())
        register_course_panel(course_panel)
        register_records(credentials_on)
        register_holding(holds_decision)
        register_check("keys", keys_are_there)
        register_check("status lists", lists_are_fresh)
        outcome_recorded.connect(on_outcome_recorded, dispatch_uid="certificates.outcome_recorded")
        course_completed.connect(on_course_completed, dispatch_uid="certificates.course_completed")
        credential_issued.connect(on_credential_issued, dispatch_uid="certificates.credential_issued")
        credential_changed.connect(on_credential_changed, dispatch_uid="certificates.credential_changed")
        list_started.connect(on_list_started, dispatch_uid="certificates.list_started")
