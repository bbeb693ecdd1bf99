from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("courses", "0013_lab_work")]

    operations = [
        migrations.AddField(
            model_name="lessonprogress",
            name="changes_known",
            field=models.BigIntegerField(blank=True, null=True),
        ),
    ]
