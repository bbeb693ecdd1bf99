import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0042_remarks_and_appeals"),
        ("certificates", "0040_acts_anchor"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="credential",
            index=models.Index(
                django.db.models.functions.text.Upper("recipient_email"),
                condition=models.Q(("recipient", None)),
                name="credential_unclaimed_by_email",
            ),
        ),
    ]
