"""What can be earned, in immutable versions, and what must be met for it."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Achievement(models.Model):
    """One thing that can be earned. What it says is in its versions."""

    class Level(models.TextChoices):
        FOUNDATION = "foundation", _("Foundation")
        PRACTITIONER = "practitioner", _("Practitioner")
        LEAD = "lead", _("Lead")

    class Status(models.TextChoices):
        # Until an officer records a cut-score panel, a learner trial and a legal review.
        PILOT = "pilot", _("Pilot")
        ESTABLISHED = "established", _("Established")

    slug = models.SlugField(unique=True, max_length=100)
    code = models.CharField(max_length=12)
    subject = models.CharField(max_length=2)
    level = models.CharField(max_length=14, choices=Level.choices)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PILOT)

    def __str__(self) -> str:
        return self.slug

    @property
    def is_pilot(self) -> bool:
        return self.status == self.Status.PILOT


class AchievementVersion(models.Model):
    """One immutable wording of an achievement: credentials name it by its address."""

    achievement = models.ForeignKey(Achievement, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    description = models.TextField()
    criteria = models.TextField(help_text=_("Markdown"))
    skills = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["achievement", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["achievement", "number"], name="achievement_version_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title} (v{self.number})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("An achievement version is immutable.")
        super().save(*args, **kwargs)


class CertificationScheme(models.Model):
    """What must be met before an achievement is awarded, and for how long it holds."""

    class Completion(models.TextChoices):
        REQUIRED = "required", _("The course must be completed")
        RECOMMENDED = "recommended", _("The course is recommended")

    class Decision(models.TextChoices):
        AUTOMATIC = "automatic", _("Automatic")
        OFFICER = "officer", _("By a certification officer")

    achievement = models.OneToOneField(Achievement, on_delete=models.PROTECT, related_name="scheme")
    examination = models.ForeignKey("assessments.Assessment", on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey(
        "courses.CoursePage", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    completion = models.CharField(max_length=12, choices=Completion.choices)
    decision = models.CharField(max_length=10, choices=Decision.choices)
    validity_months = models.PositiveIntegerField(null=True, blank=True)
    renewal = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(completion="recommended") | Q(course__isnull=False),
                name="scheme_required_course_is_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.achievement_id}: {self.completion}, {self.decision}"
