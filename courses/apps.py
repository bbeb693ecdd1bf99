from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save


class CoursesConfig(AppConfig):
    """Courses: what is taught and how far a learner has come."""

    name = "courses"

    def ready(self) -> None:
        from allauth.account.signals import email_confirmed
        from wagtail.models import Site
        from wagtail.signals import page_published, page_unpublished, post_page_move

        from accounts.api import Role, register_role_permissions
        from assessments.api import (
            CohortSource,
            register_cohorts,
            register_conflict,
            register_item_uses,
        )
        from courses import receivers
        from courses.acts import register_acts
        from courses.models import (
            CatalogueIndexPage,
            CoursePage,
            GlossaryPage,
            HomePage,
            LessonPage,
            ModulePage,
        )
        from courses.models.cohorts import LEAD, RUN_EVERY, SEE_EVERY
        from courses.models.package_imports import APPLY, HAND_IN
        from courses.services.check_uses import lessons_with
        from courses.services.cohorts import cohort_choices, cohort_members
        from courses.services.trainers import is_taught_by, why_trainer
        from courses.signals import (
            announced,
            cohort_course_added,
            enrolment_list_started,
            mail_owed,
            package_due,
        )

        register_acts()
        register_conflict(why_trainer, condition=is_taught_by)
        register_item_uses(lessons_with)
        register_cohorts(CohortSource(choices=cohort_choices, members=cohort_members))
        register_role_permissions(Role.INSTRUCTOR, [LEAD, HAND_IN])
        register_role_permissions(Role.REVIEWER, [APPLY])
        register_role_permissions(Role.CERTIFICATION_OFFICER, [SEE_EVERY])
        register_role_permissions(Role.ADMINISTRATOR, [LEAD, SEE_EVERY, RUN_EVERY, HAND_IN, APPLY])
        package_due.connect(receivers.on_package_due, dispatch_uid="courses.package_due")
        email_confirmed.connect(receivers.on_email_confirmed, dispatch_uid="courses.email_confirmed")
        mail_owed.connect(receivers.on_mail_owed, dispatch_uid="courses.mail_owed")
        announced.connect(receivers.on_announced, dispatch_uid="courses.announced")
        cohort_course_added.connect(receivers.on_cohort_course_added, dispatch_uid="courses.course_added")
        enrolment_list_started.connect(receivers.on_list_started, dispatch_uid="courses.list_started")
        changes = {
            post_save: receivers.keep_outline,
            page_published: receivers.keep_outline,
            page_unpublished: receivers.drop_from_outline,
            post_delete: receivers.forget_in_outline,
        }
        for page in (CoursePage, ModulePage, LessonPage, GlossaryPage):
            for signal, receiver in changes.items():
                signal.connect(receiver, sender=page, dispatch_uid=f"courses.outline.{page}")
        page_published.connect(
            receivers.keep_bank_in_step, sender=CoursePage, dispatch_uid="courses.keep_bank"
        )
        post_page_move.connect(receivers.move_in_outlines, dispatch_uid="courses.move")
        for parent in (HomePage, CatalogueIndexPage, Site):
            for signal in (post_save, post_delete):
                signal.connect(receivers.keep_addresses, sender=parent, dispatch_uid=f"courses.{parent}")
        post_migrate.connect(receivers.keep_site, sender=self, dispatch_uid="courses.keep_site")
