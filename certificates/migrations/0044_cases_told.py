from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("certificates", "0043_seal_compromise_and_first_keys")]

    operations = [
        migrations.AddField("credentialcase", "told_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddIndex(
            "credentialcase",
            models.Index(fields=["filed_at"], condition=Q(told_at=None, closed_at=None), name="case_untold"),
        ),
    ]
