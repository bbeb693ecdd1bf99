from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0041_cut_studies"),
    ]

    operations = [
        migrations.AddField(
            model_name="remark",
            name="attempts",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="remark",
            name="changed",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="remark",
            name="to_change",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="appealevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("filed", "Filed"),
                    ("upheld", "Upheld"),
                    ("dismissed", "Dismissed"),
                    ("withdrawn", "Withdrawn"),
                    ("followed", "What follows"),
                ],
                max_length=10,
            ),
        ),
    ]
