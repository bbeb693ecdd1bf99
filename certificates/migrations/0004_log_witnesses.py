import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Witnesses of the log, and what they signed."""

    dependencies = [
        ("certificates", "0003_life"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LogWitness",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, unique=True)),
                ("vkey", models.CharField(max_length=300, unique=True)),
                ("is_active", models.BooleanField(default=True)),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "log witnesses",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="WitnessSignature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.CharField(max_length=400)),
                ("signed_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                (
                    "checkpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="witness_signatures",
                        to="certificates.logcheckpoint",
                        to_field="size",
                    ),
                ),
                (
                    "witness",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="certificates.logwitness",
                    ),
                ),
            ],
            options={
                "ordering": ["checkpoint_id", "signed_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("checkpoint", "witness"), name="witness_signature_once")
                ],
            },
        ),
    ]
