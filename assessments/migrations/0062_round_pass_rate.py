from django.db import migrations, models


class Migration(migrations.Migration):
    """How many candidates would have passed with the cut of a round."""

    dependencies = [("assessments", "0061_cut_status_words")]

    operations = [
        migrations.AddField(model_name="studyround", name=name, field=models.PositiveIntegerField(default=0))
        for name in ("candidates", "passing")
    ]
