import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0031_assessment_ownership"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="attempt",
            options={
                "ordering": ["-started_at", "-pk"],
                "permissions": [("view_candidate_names", "Can see the names of candidates in results")],
            },
        ),
        migrations.CreateModel(
            name="TallyState",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rules", models.PositiveSmallIntegerField(default=0)),
                ("generation", models.PositiveIntegerField(default=0)),
                ("counted", models.PositiveIntegerField(default=0)),
                ("waiting", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assessment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tally_state",
                        to="assessments.assessment",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="TalliedOutcome",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_in", models.BooleanField()),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="assessments.attempt",
                    ),
                ),
                (
                    "outcome",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tallied",
                        to="assessments.outcome",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_in", True)),
                        fields=("attempt",),
                        name="tallied_one_per_attempt",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("form", "Form"), ("place", "Place of the blueprint"), ("item", "Item")],
                        max_length=5,
                    ),
                ),
                ("shape", models.CharField(max_length=16)),
                ("month", models.CharField(max_length=7)),
                ("name", models.CharField(blank=True, max_length=150)),
                ("counts", models.JSONField()),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="assessments.itemversion",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "permissions": [("view_statistics", "Can see statistics of assessments and items")],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("assessment", "kind", "shape", "month", "name"), name="tally_once"
                    )
                ],
            },
        ),
    ]
