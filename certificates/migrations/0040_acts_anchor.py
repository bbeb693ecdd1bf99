import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0008_indexes_of_the_few"),
    ]

    operations = [
        migrations.CreateModel(
            name="ActsAnchor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.BigIntegerField(unique=True)),
                ("digest", models.CharField(max_length=64)),
                ("leaf_salt", models.BinaryField(max_length=16)),
                ("at", models.DateTimeField()),
                (
                    "leaf",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acts_anchor",
                        to="certificates.logleaf",
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "default_permissions": (),
            },
        ),
    ]
