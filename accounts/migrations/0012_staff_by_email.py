from django.db import migrations, models


class Migration(migrations.Migration):
    """The staff among all who learn."""

    dependencies = [("accounts", "0011_staff_acts_append_only")]

    operations = [
        migrations.AddIndex(
            model_name="user",
            index=models.Index(
                fields=["email"], condition=models.Q(("is_staff", True)), name="user_staff_by_email"
            ),
        ),
    ]
