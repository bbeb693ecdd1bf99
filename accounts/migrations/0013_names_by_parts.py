"""On PostgreSQL parts of names and addresses are found by an index, where its extension pg_trgm may be made.

Where the server has not got it, or the database's role may not make it, names are read one by one, as on SQLite.
"""

import logging

from django.db import DatabaseError, migrations, transaction

logger = logging.getLogger(__name__)

COLUMNS = ("email", "legal_name", "preferred_name")
INDEX = 'CREATE INDEX accounts_user_{0}_parts ON accounts_user USING gin (UPPER("{0}"::text) gin_trgm_ops)'


def make(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=schema_editor.connection.alias):
            schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            for column in COLUMNS:
                schema_editor.execute(INDEX.format(column))
    except DatabaseError as error:
        logger.warning("Names are searched without an index: pg_trgm cannot be used here (%s).", error)


def unmake(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for column in COLUMNS:
            schema_editor.execute(f"DROP INDEX IF EXISTS accounts_user_{column}_parts")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0012_staff_by_email")]

    operations = [migrations.RunPython(make, unmake)]
