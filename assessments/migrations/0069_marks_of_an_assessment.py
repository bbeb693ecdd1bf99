from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def tell_assessments(apps: Any, _editor: Any) -> None:
    """Each mark by hand is of the assessment that its attempt is of. One statement, whatever there is."""
    attempt_item = apps.get_model("assessments", "AttemptItem")
    of_attempt = attempt_item.objects.filter(pk=OuterRef("attempt_item")).values("attempt__assessment")
    apps.get_model("assessments", "ManualMark").objects.update(assessment=Subquery(of_attempt))


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0068_judges_by_page"),
    ]

    operations = [
        migrations.AddField(
            model_name="manualmark",
            name="assessment",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="assessments.assessment",
            ),
        ),
        migrations.RunPython(tell_assessments, migrations.RunPython.noop),
    ]
