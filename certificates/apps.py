from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    """Certificates: achievements, credentials and the log."""

    name = "certificates"

    def ready(self) -> None:
        from allauth.account.signals import email_confirmed
        from django.utils.translation import gettext_lazy as _

        from accounts.api import Role, register_act, register_anchors, register_role_permissions
        from assessments.api import outcome_recorded, register_holding, register_records, register_renewal
        from certificates.figures import figures
        from certificates.panels import course_panel
        from certificates.readiness import keys_are_there, lists_are_fresh
        from certificates.receivers import (
            on_course_completed,
            on_credential_changed,
            on_credential_issued,
            on_email_confirmed,
            on_list_started,
            on_outcome_recorded,
        )
        from certificates.services.anchoring import compare_anchors
        from certificates.services.due import holds_decision
        from certificates.services.held import credentials_on
        from certificates.services.packages import AchievementPart
        from certificates.services.renewing import renewal_opened
        from certificates.signals import credential_changed, credential_issued, list_started
        from courses.api import course_completed, register_course_panel, register_package_part
        from website.metrics import register_metrics
        from website.readiness import register_check

        register_role_permissions(
            Role.CERTIFICATION_OFFICER, ["certificates.view_credential", "certificates.change_credential"]
        )
        register_act("certificate.issued", _("Issued certificates"), "count")
        register_act("certificate.changed", _("Changed a certificate"), "change", "reason")
        register_act("certificate.case_closed", _("Answered a case"))
        register_act("keys.changed", _("Changed the published keys"), "change", "purpose")
        register_anchors(compare_anchors)
        register_package_part("achievement", AchievementPart())
        register_course_panel(course_panel)
        register_records(credentials_on)
        register_holding(holds_decision)
        register_renewal(renewal_opened)
        register_metrics(figures)
        register_check("keys", keys_are_there)
        register_check("status lists", lists_are_fresh)
        outcome_recorded.connect(on_outcome_recorded, dispatch_uid="certificates.outcome_recorded")
        course_completed.connect(on_course_completed, dispatch_uid="certificates.course_completed")
        credential_issued.connect(on_credential_issued, dispatch_uid="certificates.credential_issued")
        credential_changed.connect(on_credential_changed, dispatch_uid="certificates.credential_changed")
        email_confirmed.connect(on_email_confirmed, dispatch_uid="certificates.email_confirmed")
        list_started.connect(on_list_started, dispatch_uid="certificates.list_started")
