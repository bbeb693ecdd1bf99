import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("courses", "0020_changes_known"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Cohort",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=100, verbose_name="name")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="first day")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
                ("created_at", models.DateTimeField()),
                (
                    "courses",
                    models.ManyToManyField(
                        related_name="cohorts", to="courses.coursepage", verbose_name="courses"
                    ),
                ),
                (
                    "group",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cohort", to="auth.group"
                    ),
                ),
                (
                    "instructors",
                    models.ManyToManyField(
                        related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="instructors"
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "permissions": [
                    ("lead_cohort", "Can make cohorts, and run those that they lead"),
                    ("see_every_cohort", "Can see every cohort"),
                    ("run_every_cohort", "Can change every cohort"),
                ],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Announcement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("text", models.TextField(max_length=4000, verbose_name="text")),
                ("at", models.DateTimeField()),
                ("spread_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="announcements",
                        to="courses.coursepage",
                    ),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="announcements",
                        to="courses.cohort",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="CohortInvitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(max_length=254)),
                ("invited_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="courses.cohort",
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="CohortMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="courses.cohort",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cohort_memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="CourseMail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Owed"),
                            ("sending", "Handed over, not confirmed"),
                            ("sent", "Sent"),
                        ],
                        default="pending",
                        max_length=8,
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("problem", models.CharField(blank=True, max_length=200)),
                (
                    "announcement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mails",
                        to="courses.announcement",
                    ),
                ),
                (
                    "invitation",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mail",
                        to="courses.cohortinvitation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="EnrolmentList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("total", models.PositiveIntegerField()),
                ("created_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lists", to="courses.cohort"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="EnrolmentListRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.PositiveIntegerField()),
                ("email", models.CharField(blank=True, max_length=254)),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("known", "Has an account: is added"),
                            ("new", "Has no account: is invited by mail"),
                            ("present", "Is in the cohort already"),
                            ("problem", "Cannot be read"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("is_done", models.BooleanField(default=False)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="courses.enrolmentlist",
                    ),
                ),
            ],
            options={
                "ordering": ["batch", "line"],
            },
        ),
        migrations.AddConstraint(
            model_name="cohort",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_on", None),
                    ("ends_on", None),
                    ("starts_on__lte", models.F("ends_on")),
                    _connector="OR",
                ),
                name="cohort_days_in_order",
            ),
        ),
        migrations.AddIndex(
            model_name="announcement",
            index=models.Index(
                condition=models.Q(("spread_at", None)), fields=["id"], name="announcement_to_spread"
            ),
        ),
        migrations.AddConstraint(
            model_name="announcement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cohort__isnull", False), ("course__isnull", True)),
                    models.Q(("cohort__isnull", True), ("course__isnull", False)),
                    _connector="OR",
                ),
                name="announcement_to_cohort_or_course",
            ),
        ),
        migrations.AddIndex(
            model_name="cohortinvitation",
            index=models.Index(
                condition=models.Q(("accepted_at", None)), fields=["email"], name="cohort_invitation_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="cohortinvitation",
            constraint=models.UniqueConstraint(fields=("cohort", "email"), name="cohort_invitation_once"),
        ),
        migrations.AddConstraint(
            model_name="cohortmember",
            constraint=models.UniqueConstraint(fields=("cohort", "user"), name="cohort_member_once"),
        ),
        migrations.AddIndex(
            model_name="coursemail",
            index=models.Index(
                condition=models.Q(("state", "pending")), fields=["id"], name="course_mail_owed"
            ),
        ),
        migrations.AddConstraint(
            model_name="coursemail",
            constraint=models.UniqueConstraint(
                fields=("announcement", "person"), name="course_mail_once_each"
            ),
        ),
        migrations.AddConstraint(
            model_name="coursemail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("announcement__isnull", False),
                        ("invitation__isnull", True),
                        ("person__isnull", False),
                    ),
                    models.Q(
                        ("announcement__isnull", True),
                        ("invitation__isnull", False),
                        ("person__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="course_mail_of_one_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolmentlistrow",
            constraint=models.UniqueConstraint(fields=("batch", "line"), name="enrolment_list_line_once"),
        ),
    ]
