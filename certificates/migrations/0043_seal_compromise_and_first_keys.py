from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("certificates", "0042_list_started_by")]

    operations = [
        migrations.AddField("sealcertificate", "compromised_at", models.DateTimeField(blank=True, null=True)),
        migrations.AlterField(
            "keychange",
            "cause",
            models.CharField(
                choices=[("first", "First"), ("rotated", "Rotated"), ("compromised", "Compromised")],
                max_length=12,
            ),
        ),
    ]
