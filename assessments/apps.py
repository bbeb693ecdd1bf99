from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save


class AssessmentsConfig(AppConfig):
    """Assessments: items, attempts and outcomes."""

    name = "assessments"

    def ready(self) -> None:
        from wagtail.models import Revision, TaskState, WorkflowState
        from wagtail.signals import (
            published,
            task_approved,
            task_rejected,
            task_submitted,
            workflow_submitted,
        )

        from accounts.api import Role, register_role_permissions
        from assessments.acts import register_acts
        from assessments.figures import figures
        from assessments.models import Item
        from assessments.receivers import (
            keep_saved,
            keep_version,
            keep_workflow,
            on_approved,
            on_import_due,
            on_notice_owed,
            on_rejected,
            on_remark_decided,
            on_reviewers_owed,
        )
        from assessments.services.item_submission import TaskNotifier, WorkflowNotifier
        from assessments.signals import import_due, notice_owed, remark_decided, reviewers_owed
        from website.metrics import register_metrics

        register_metrics(figures)

        # Nobody holds publish_item: publishing demands another person's approval.
        authoring = [
            "assessments.add_item",
            "assessments.change_item",
            "assessments.view_item",
            "assessments.add_itemimage",
            "assessments.view_itemimage",
            "assessments.judge_cut_score",
        ]
        # What items do to groups of candidates; what single candidates did is for officers.
        statistics = "assessments.view_statistics"
        assessments = [f"assessments.{act}_assessment" for act in ("add", "change", "view")]
        register_role_permissions(
            Role.INSTRUCTOR, [*authoring, *assessments, "assessments.own_practice", statistics]
        )
        register_role_permissions(
            Role.REVIEWER,
            [*authoring, "assessments.move_item", "assessments.view_assessment", statistics],
        )
        register_role_permissions(Role.MARKER, ["assessments.mark_response"])
        register_role_permissions(
            Role.CERTIFICATION_OFFICER,
            [
                "assessments.view_attempt",
                *assessments,
                "assessments.own_examination",
                "assessments.decide_bank_use",
                "assessments.decide_appeal",
                "assessments.remark_item",
                "assessments.decide_outcome",
                "assessments.accept_late_step",
                "assessments.move_item",
                "assessments.view_itemview",
                "assessments.view_candidate_names",
                statistics,
                "assessments.lead_marking",
                "assessments.run_cut_study",
            ],
        )
        # Accommodations are health data: this permission is their only door, and no other role holds it.
        register_role_permissions(
            Role.CERTIFICATION_OFFICER, ["assessments.decide_accommodation", "assessments.set_override"]
        )
        register_acts()
        task_approved.connect(on_approved, sender=TaskState, dispatch_uid="assessments.approved")
        task_rejected.connect(on_rejected, sender=TaskState, dispatch_uid="assessments.rejected")
        notice_owed.connect(on_notice_owed, dispatch_uid="assessments.notice_owed")
        import_due.connect(on_import_due, dispatch_uid="assessments.import_due")
        reviewers_owed.connect(on_reviewers_owed, dispatch_uid="assessments.reviewers_owed")
        # In the place of Wagtail's own, by their names, whichever app is ready first.
        for signal, sender, notifier, name in (
            (task_submitted, TaskState, TaskNotifier, "group_approval_task_submitted"),
            (workflow_submitted, WorkflowState, WorkflowNotifier, "workflow_state_submitted"),
        ):
            uid = f"{name}_email_notification"
            signal.disconnect(sender=sender, dispatch_uid=uid)
            signal.connect(notifier(), sender=sender, weak=False, dispatch_uid=uid)
        remark_decided.connect(on_remark_decided, dispatch_uid="assessments.remark_decided")
        published.connect(keep_version, sender=Item, dispatch_uid="assessments.keep_version")
        post_save.connect(keep_saved, sender=Revision, dispatch_uid="assessments.keep_saved")
        post_migrate.connect(keep_workflow, sender=self, dispatch_uid="assessments.keep_workflow")
