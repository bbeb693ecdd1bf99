from django.db import migrations, models


class Migration(migrations.Migration):
    """Who sets the status of a cut score, in words."""

    dependencies = [("assessments", "0060_bank_use")]

    operations = [
        migrations.AlterField(
            model_name="assessment",
            name="cut_score_status",
            field=models.CharField(
                choices=[("provisional", "Provisional"), ("set", "Set by a panel")],
                default="provisional",
                help_text="“Set by a panel” comes from a cut-score study alone.",
                max_length=12,
                verbose_name="status of the cut score",
            ),
        ),
    ]
