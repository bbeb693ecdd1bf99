import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import assessments.models.fields


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0040_marking_tasks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CutScoreStudy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("definition", models.TextField(verbose_name="who is just competent")),
                ("training", models.TextField(verbose_name="how the judges were prepared")),
                ("blueprint", models.JSONField()),
                ("opened_at", models.DateTimeField()),
                ("adopted_cut", assessments.models.fields.ExactField(default=0, max_length=40)),
                ("adopted_reason", models.TextField(blank=True)),
                ("adopted_at", models.DateTimeField(blank=True, null=True)),
                ("effective_at", models.DateTimeField(blank=True, null=True)),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
                ("abandoned_at", models.DateTimeField(blank=True, null=True)),
                (
                    "adopted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cut_studies",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "permissions": [
                    ("run_cut_study", "Can run cut-score studies and adopt cut scores"),
                    ("judge_cut_score", "Can be a judge in cut-score studies"),
                ],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="StudyItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("weight", assessments.models.fields.ExactField(max_length=40)),
                ("impact_count", models.PositiveIntegerField(default=0)),
                ("impact_sum", assessments.models.fields.ExactField(default=0, max_length=40)),
                (
                    "study",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="assessments.cutscorestudy",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.itemversion",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="StudyJudge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("invited_at", models.DateTimeField()),
                ("left_out_at", models.DateTimeField(blank=True, null=True)),
                ("left_out_reason", models.TextField(blank=True)),
                ("seen_round", models.PositiveSmallIntegerField(default=0)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "study",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="judges",
                        to="assessments.cutscorestudy",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="StudyRound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("discussion", models.TextField(blank=True)),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "study",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="assessments.cutscorestudy",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="JudgeRating",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("percent", models.PositiveSmallIntegerField()),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratings",
                        to="assessments.studyitem",
                    ),
                ),
                (
                    "judge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratings",
                        to="assessments.studyjudge",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratings",
                        to="assessments.studyround",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="cutscorestudy",
            constraint=models.UniqueConstraint(
                condition=models.Q(("abandoned_at", None), ("adopted_at", None)),
                fields=("assessment",),
                name="cut_study_one_running",
            ),
        ),
        migrations.AddConstraint(
            model_name="cutscorestudy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("adopted_at", None), ("adopted_by", None), ("effective_at", None)),
                    models.Q(
                        ("adopted_at__isnull", False),
                        ("adopted_by__isnull", False),
                        ("effective_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="cut_study_adopted_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="studyitem",
            constraint=models.UniqueConstraint(fields=("study", "version"), name="study_item_once"),
        ),
        migrations.AddConstraint(
            model_name="studyjudge",
            constraint=models.UniqueConstraint(fields=("study", "person"), name="study_judge_once"),
        ),
        migrations.AddConstraint(
            model_name="studyround",
            constraint=models.UniqueConstraint(fields=("study", "number"), name="study_round_number_once"),
        ),
        migrations.AddConstraint(
            model_name="studyround",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)), fields=("study",), name="study_round_one_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="judgerating",
            constraint=models.UniqueConstraint(fields=("round", "judge", "item"), name="judge_rating_once"),
        ),
        migrations.AddConstraint(
            model_name="judgerating",
            constraint=models.CheckConstraint(
                condition=models.Q(("percent__lte", 100)), name="judge_rating_in_per_cent"
            ),
        ),
    ]
