from django.db import migrations, models


class Migration(migrations.Migration):
    """Status lists count what they gave; an earlier wording of an achievement may come back."""

    dependencies = [("certificates", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="statuslist",
            name="given",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.RemoveConstraint(
            model_name="achievementversion",
            name="achievement_version_wording_once",
        ),
    ]
