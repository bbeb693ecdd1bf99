from django.db import migrations, models


class Migration(migrations.Migration):
    """What lists of decisions are ordered and filtered by."""

    dependencies = [("assessments", "0063_invigilator")]

    operations = [
        migrations.AddIndex(
            model_name="outcome",
            index=models.Index(
                fields=["decided_at", "id"], condition=models.Q(("decision", "held")), name="outcome_held"
            ),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(
                fields=["-received_at", "-id"],
                condition=models.Q(("status", "late")),
                name="response_late_newest",
            ),
        ),
    ]
