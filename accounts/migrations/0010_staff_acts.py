import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="StaffActHead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.BigIntegerField(default=0)),
                ("digest", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="StaffAct",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("act", models.CharField(max_length=40)),
                ("subject_type", models.CharField(blank=True, max_length=60)),
                ("subject_key", models.CharField(blank=True, max_length=64)),
                ("label", models.CharField(blank=True, max_length=200)),
                ("facts", models.JSONField(default=dict)),
                ("previous", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
                (
                    "actor",
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
                "ordering": ["-number"],
                "permissions": [("view_staffact", "Can read the audit trail")],
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["act", "-number"], name="staff_act_by_act"),
                    models.Index(fields=["actor", "-number"], name="staff_act_by_actor"),
                    models.Index(fields=["subject_type", "subject_key"], name="staff_act_by_subject"),
                    models.Index(fields=["at"], name="staff_act_by_time"),
                ],
            },
        ),
    ]
