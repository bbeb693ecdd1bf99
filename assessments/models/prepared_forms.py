"""Forms that wait for a candidate."""

from django.db import models


class PreparedForm(models.Model):
    """A form drawn ahead for whoever starts next and has met nothing of the bank. Taken once, and gone then.

    `rows` are [version, whether it is scored, content note] in the order of the form; `drawn_by` is the digest of
    the rules that it was drawn by: under others it is not taken.
    """

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="+")
    seed = models.BigIntegerField()
    rows = models.JSONField()
    drawn_by = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.seed}"
