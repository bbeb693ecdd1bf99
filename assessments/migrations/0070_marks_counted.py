import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0069_marks_of_an_assessment"),
    ]

    operations = [
        migrations.AlterField(
            model_name="manualmark",
            name="assessment",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="assessments.assessment",
            ),
        ),
        migrations.AddIndex(
            model_name="manualmark",
            index=models.Index(fields=["assessment", "marker", "score"], name="manual_mark_counted"),
        ),
    ]
