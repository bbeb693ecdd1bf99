"""What was last loaded from a course package: the memory by which edits made here are recognised."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class CourseLoad(models.Model):
    """The last load of a course's package that was written completely.

    `digest` names all files of the package and the version of the loader: the same again means nothing to do.
    """

    course = models.OneToOneField("courses.CoursePage", on_delete=models.CASCADE, related_name="load")
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()
    # Files of the package for its authors, by name: nothing here shows them, an export gives them back.
    author_files = models.JSONField(default=dict, blank=True)
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.course_id} at {self.loaded_at:%Y-%m-%d %H:%M}"


class LoadedObjectKind(models.TextChoices):
    """What a file of a package became."""

    PAGE = "page"
    ITEM = "item"
    ASSESSMENT = "assessment"
    PART = "part"
    IMAGE = "image"
    DOCUMENT = "document"


class LoadedObject(models.Model):
    """One file of a package and what it became.

    `digest` is that of the content as it was last written here, in its normal form: a page whose content has
    another digest was edited since. `offered` is the digest of what was saved as a draft beside such an edit:
    when the draft is gone, somebody has decided. A page whose file left the package is `withdrawn`.
    """

    course = models.ForeignKey("courses.CoursePage", on_delete=models.CASCADE, related_name="loaded_objects")
    path = models.CharField(max_length=400)
    kind = models.CharField(max_length=10, choices=LoadedObjectKind.choices)
    object_id = models.PositiveBigIntegerField(null=True)
    digest = models.CharField(max_length=64)
    offered = models.CharField(max_length=64, blank=True)
    withdrawn = models.BooleanField(default=False)
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    objects: ClassVar[models.Manager["LoadedObject"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "path"], name="loaded_object_one_per_path"),
        ]

    def __str__(self) -> str:
        return self.path
