from django.db import migrations, models


class Migration(migrations.Migration):
    """What lists of attempts are ordered and filtered by."""

    dependencies = [("assessments", "0050_item_tallies")]

    operations = [
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(fields=["-started_at", "-id"], name="attempt_newest"),
        ),
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(
                fields=["assessment", "-started_at", "-id"], name="attempt_newest_of_assessment"
            ),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(
                fields=["status", "attempt_item"],
                condition=models.Q(("status", "accepted"), _negated=True),
                name="response_not_accepted",
            ),
        ),
    ]
