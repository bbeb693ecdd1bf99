from django.db import migrations


class Migration(migrations.Migration):
    """Who may decide what a bank's items certify."""

    dependencies = [("assessments", "0042_remarks_and_appeals")]

    operations = [
        migrations.AlterModelOptions(
            name="itembank",
            options={"permissions": [("decide_bank_use", "Can decide whether a bank is live or a specimen")]},
        ),
    ]
