import uuid

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0051_attempt_lists"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="assessment",
            name="marking_tolerance",
            field=models.PositiveSmallIntegerField(
                default=10,
                help_text="Of the item's marks. Up to it the first mark counts; above it a third person decides.",
                validators=[django.core.validators.MaxValueValidator(100)],
                verbose_name="difference that may stand, in per cent",
            ),
        ),
        migrations.AddField(
            model_name="assessment",
            name="second_marking",
            field=models.CharField(
                choices=[
                    ("none", "Nobody: one mark is enough"),
                    ("sample", "A sample of the answers"),
                    ("all", "All answers"),
                ],
                default="none",
                help_text="Of what people mark. Neither marker sees the other's mark.",
                max_length=6,
                verbose_name="second marker",
            ),
        ),
        migrations.AddField(
            model_name="assessment",
            name="second_marking_share",
            field=models.PositiveSmallIntegerField(
                default=10,
                help_text="Of the answers, drawn once for all when they come in.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(100),
                ],
                verbose_name="size of the sample in per cent",
            ),
        ),
        migrations.AddField(
            model_name="manualmark",
            name="part",
            field=models.CharField(
                choices=[
                    ("first", "First mark"),
                    ("second", "Second mark"),
                    ("third", "Reconciliation"),
                    ("again", "Marked again"),
                ],
                default="first",
                max_length=6,
            ),
        ),
        migrations.CreateModel(
            name="MarkingTask",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "code",
                    models.CharField(editable=False, max_length=8, unique=True),
                ),
                ("step", models.PositiveIntegerField()),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("first", "First mark"),
                            ("second", "Second mark"),
                            ("third", "Reconciliation"),
                            ("again", "Marked again"),
                        ],
                        max_length=6,
                    ),
                ),
                ("waits_since", models.DateTimeField()),
                ("claimed_until", models.DateTimeField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "attempt_item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marking_tasks",
                        to="assessments.attemptitem",
                    ),
                ),
                (
                    "claimed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="assessments.item"
                    ),
                ),
                (
                    "mark",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="task",
                        to="assessments.manualmark",
                    ),
                ),
            ],
            options={
                "ordering": ["waits_since", "pk"],
                "permissions": [("lead_marking", "Can see how marking stands, and how far markers agree")],
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at", None), ("withdrawn_at", None)),
                        fields=["assessment", "item", "waits_since"],
                        name="marking_task_waiting",
                    ),
                    models.Index(fields=["item", "part", "done_at"], name="marking_task_done"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("done_at", None), ("withdrawn_at", None)),
                        fields=("attempt_item", "step", "part"),
                        name="marking_task_one_open",
                    ),
                    models.UniqueConstraint(
                        fields=("attempt_item", "step", "claimed_by"), name="marking_task_one_per_person"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at", None), ("mark", None)),
                            models.Q(("done_at__isnull", False), ("mark__isnull", False)),
                            _connector="OR",
                        ),
                        name="marking_task_done_with_mark",
                    ),
                ],
            },
        ),
    ]
