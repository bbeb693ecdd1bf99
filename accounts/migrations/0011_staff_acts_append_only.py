"""On PostgreSQL the audit trail refuses to be changed, whoever asks through the application."""

from django.db import migrations

MAKE = """
CREATE FUNCTION accounts_staffact_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit trail is append-only.';
END
$$;
CREATE TRIGGER accounts_staffact_append_only BEFORE UPDATE OR DELETE ON accounts_staffact
    FOR EACH ROW EXECUTE FUNCTION accounts_staffact_append_only();
"""
UNMAKE = """
DROP TRIGGER IF EXISTS accounts_staffact_append_only ON accounts_staffact;
DROP FUNCTION IF EXISTS accounts_staffact_append_only();
"""


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(MAKE)


def unmake(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(UNMAKE)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_staff_acts")]

    operations = [migrations.RunPython(make, unmake)]
