import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0021_cohorts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PackageImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("file_name", models.CharField(max_length=200)),
                ("data", models.BinaryField()),
                ("overwrite", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("trying", "Being read"),
                            ("tried", "Read, nothing written"),
                            ("applying", "Being written"),
                            ("done", "Written"),
                            ("refused", "Cannot be loaded"),
                            ("cancelled", "Called off"),
                        ],
                        default="trying",
                        max_length=10,
                    ),
                ),
                ("course_slug", models.CharField(blank=True, max_length=255)),
                ("entries", models.JSONField(blank=True, default=list)),
                ("handed_in_at", models.DateTimeField()),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "applied_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "handed_in_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-handed_in_at", "-pk"],
                "permissions": [
                    ("hand_in_package", "Can export courses and hand packages in"),
                    ("apply_package", "Can apply packages that somebody else handed in"),
                ],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("applied_by", None),
                            models.Q(("applied_by", models.F("handed_in_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="package_applied_by_another",
                    )
                ],
            },
        ),
    ]
