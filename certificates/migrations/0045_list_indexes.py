from django.db import migrations, models


class Migration(migrations.Migration):
    """What the desk's lists are ordered by."""

    dependencies = [("certificates", "0044_cases_told")]

    operations = [
        migrations.AddIndex(
            model_name="credential",
            index=models.Index(fields=["-awarded_at", "-id"], name="credential_newest"),
        ),
        migrations.AddIndex(
            model_name="credentialcase",
            index=models.Index(
                models.F("closed_at").desc(), models.F("filed_at").desc(), name="case_open_first"
            ),
        ),
    ]
