from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save


class CoursesConfig(AppConfig):
    """Courses: what is taught and how far a learner has come."""

    name = "courses"

    def ready(self) -> None:
        from wagtail.models import Site
        from wagtail.signals import page_published, page_unpublished, post_page_move

        from assessments.api import register_conflict
        from courses import receivers
        from courses.models import CatalogueIndexPage, CoursePage, HomePage, LessonPage, ModulePage
        from courses.services.trainers import why_trainer

        register_conflict(why_trainer)
        changes = {
            post_save: receivers.keep_outline,
            page_published: receivers.keep_outline,
            page_unpublished: receivers.drop_from_outline,
            post_delete: receivers.forget_in_outline,
        }
        for page in (CoursePage, ModulePage, LessonPage):
            for signal, receiver in changes.items():
                signal.connect(receiver, sender=page, dispatch_uid=f"courses.outline.{page}")
        post_page_move.connect(receivers.move_in_outlines, dispatch_uid="courses.move")
        for parent in (HomePage, CatalogueIndexPage, Site):
            for signal in (post_save, post_delete):
                signal.connect(receivers.keep_addresses, sender=parent, dispatch_uid=f"courses.{parent}")
        post_migrate.connect(receivers.keep_site, sender=self, dispatch_uid="courses.keep_site")
