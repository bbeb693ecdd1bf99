from django.db import migrations, models


class Migration(migrations.Migration):
    """Who supervises an examination, as certificates say it."""

    dependencies = [("assessments", "0062_round_pass_rate")]

    operations = [
        migrations.AddField(
            model_name="assessment",
            name="invigilator",
            field=models.CharField(
                blank=True,
                help_text=(
                    "The body or place that watches, as certificates say it for good: a test centre, not a person. "
                    "Attempts keep what stands here when they start."
                ),
                max_length=100,
                verbose_name="supervised by",
            ),
        )
    ]
