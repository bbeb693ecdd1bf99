from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AssessmentsConfig(AppConfig):
    """Assessments: items, attempts and outcomes."""

    name = "assessments"

    def ready(self) -> None:
        from wagtail.signals import published

        from accounts.api import Role, register_role_permissions
        from assessments.models import Item
        from assessments.receivers import (
            keep_version,
            keep_workflow,
            on_notice_owed,
            on_remark_decided,
        )
        from assessments.signals import notice_owed, remark_decided

        # Nobody holds publish_item: publishing demands another person's approval.
        authoring = [
            "assessments.add_item",
            "assessments.change_item",
            "assessments.view_item",
            "assessments.add_itemimage",
            "assessments.view_itemimage",
        ]
        register_role_permissions(Role.INSTRUCTOR, authoring)
        register_role_permissions(Role.REVIEWER, [*authoring, "assessments.move_item"])
        register_role_permissions(Role.MARKER, ["assessments.mark_response"])
        register_role_permissions(
            Role.CERTIFICATION_OFFICER,
            [
                "assessments.view_attempt",
                "assessments.view_assessment",
                "assessments.decide_appeal",
                "assessments.remark_item",
                "assessments.decide_outcome",
                "assessments.accept_late_step",
                "assessments.move_item",
                "assessments.view_itemview",
            ],
        )
        # Accommodations are health data: this permission is their only door, and no other role holds it.
        register_role_permissions(
            Role.CERTIFICATION_OFFICER, ["assessments.decide_accommodation", "assessments.set_override"]
        )
        notice_owed.connect(on_notice_owed, dispatch_uid="assessments.notice_owed")
        remark_decided.connect(on_remark_decided, dispatch_uid="assessments.remark_decided")
        published.connect(keep_version, sender=Item, dispatch_uid="assessments.keep_version")
        post_migrate.connect(keep_workflow, sender=self, dispatch_uid="assessments.keep_workflow")
