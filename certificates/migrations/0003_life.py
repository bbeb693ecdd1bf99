"""The life of a credential after its issue; cases about it; lists of awards; key changes in the log."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0012_prepared_forms"),
        ("certificates", "0002_status_list_given"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BulkIssue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("note", models.TextField(verbose_name="what the awards rest on")),
                ("total", models.PositiveIntegerField()),
                ("created_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                ("trouble", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="BulkIssueRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.PositiveIntegerField()),
                ("name", models.CharField(blank=True, max_length=150)),
                ("email", models.CharField(blank=True, max_length=254)),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("remark", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["bulk", "line"],
            },
        ),
        migrations.CreateModel(
            name="CredentialCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("refusal", "The recipient does not want it"),
                            ("dispute", "The recipient says that something in it is wrong"),
                            ("report", "Somebody reports a false or misused certificate"),
                        ],
                        max_length=8,
                    ),
                ),
                ("text", models.TextField()),
                ("contact", models.EmailField(blank=True, max_length=254)),
                ("filed_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-filed_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="KeyChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[("rotated", "Rotated"), ("compromised", "Compromised")], max_length=12
                    ),
                ),
                ("document", models.BinaryField()),
                ("note", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("leaf_salt", models.BinaryField()),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="credential",
            name="credential_one_per_attempt",
        ),
        migrations.AddField(
            model_name="credential",
            name="erased_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="credential",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replacements",
                to="certificates.credential",
            ),
        ),
        migrations.AddField(
            model_name="issuerkey",
            name="compromised_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="credentialevent",
            name="event",
            field=models.CharField(
                choices=[
                    ("issued", "Issued"),
                    ("suspended", "Suspended"),
                    ("reinstated", "Reinstated"),
                    ("revoked", "Revoked"),
                    ("superseded", "Superseded"),
                    ("renewed", "Renewed"),
                    ("erased", "Erased"),
                    ("reminder-90", "Reminded, 90 days before expiry"),
                    ("reminder-30", "Reminded, 30 days before expiry"),
                    ("expired", "Told that it has expired"),
                    ("name-hidden", "Name hidden by the recipient"),
                    ("name-shown", "Name shown by the recipient"),
                ],
                max_length=14,
            ),
        ),
        migrations.AddIndex(
            model_name="credential",
            index=models.Index(fields=["recipient_email"], name="credential_by_email"),
        ),
        migrations.AddIndex(
            model_name="credential",
            index=models.Index(
                condition=models.Q(("standing", "valid")),
                fields=["valid_until"],
                name="credential_good_by_expiry",
            ),
        ),
        migrations.AddConstraint(
            model_name="credential",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("attempt__isnull", False), models.Q(("standing", "superseded"), _negated=True)
                ),
                fields=("attempt",),
                name="credential_one_per_attempt",
            ),
        ),
        migrations.AddConstraint(
            model_name="credential",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("erased_at__isnull", True), ("standing__in", ["revoked", "superseded"]), _connector="OR"
                ),
                name="credential_erased_is_void",
            ),
        ),
        migrations.AddField(
            model_name="bulkissue",
            name="created_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="bulkissue",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="certificates.achievementversion",
            ),
        ),
        migrations.AddField(
            model_name="bulkissuerow",
            name="bulk",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="certificates.bulkissue"
            ),
        ),
        migrations.AddField(
            model_name="bulkissuerow",
            name="credential",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="certificates.credential",
            ),
        ),
        migrations.AddField(
            model_name="credentialcase",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="credentialcase",
            name="credential",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="certificates.credential",
            ),
        ),
        migrations.AddField(
            model_name="credentialcase",
            name="filed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="keychange",
            name="actor",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="keychange",
            name="key",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="changes",
                to="certificates.issuerkey",
            ),
        ),
        migrations.AddField(
            model_name="keychange",
            name="leaf",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="certificates.logleaf"
            ),
        ),
        migrations.AddIndex(
            model_name="bulkissuerow",
            index=models.Index(
                models.F("bulk"),
                models.F("line"),
                condition=models.Q(("credential", None)),
                name="bulk_row_to_be_issued",
            ),
        ),
        migrations.AddConstraint(
            model_name="bulkissuerow",
            constraint=models.UniqueConstraint(fields=("bulk", "line"), name="bulk_line_once"),
        ),
        migrations.AddConstraint(
            model_name="credentialcase",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "report"), ("filed_by__isnull", False), _connector="OR"),
                name="case_of_recipient_names_them",
            ),
        ),
        migrations.AddConstraint(
            model_name="credentialcase",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None), ("filed_by__isnull", False)),
                fields=("credential", "filed_by", "kind"),
                name="case_one_open_of_a_kind",
            ),
        ),
    ]
