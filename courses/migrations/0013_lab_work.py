from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0004_sources_and_author_files"),
    ]

    operations = [
        migrations.AddField(
            model_name="lessonprogress",
            name="labs",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
