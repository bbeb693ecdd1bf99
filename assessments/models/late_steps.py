"""What an officer accepted although it came too late."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

ACCEPT_LATE = "assessments.accept_late_step"


class LateAcceptance(models.Model):
    """One late step that counts all the same, by an officer's reasoned decision. Append-only.

    The step itself stays as it was received: late. Of several accepted for one item the newest step counts.
    """

    step = models.OneToOneField(
        "assessments.Response", on_delete=models.PROTECT, related_name="late_acceptance"
    )
    reason = models.TextField()
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        permissions = [("accept_late_step", _("Can accept answers that came too late"))]

    def __str__(self) -> str:
        return f"{self.step_id} by {self.accepted_by_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("An acceptance is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("An acceptance is append-only.")
