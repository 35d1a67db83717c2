"""Entries of the trail are neither changed nor deleted: triggers on both databases."""

from __future__ import annotations

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION audit_entry_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'an audit entry stands as it is'; END $$;
CREATE TRIGGER audit_entry_stands BEFORE UPDATE OR DELETE ON audit_entry
FOR EACH ROW EXECUTE FUNCTION audit_entry_stands();
"""
SQLITE = [
    """CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'an audit entry stands as it is'); END""",
    """CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'an audit entry stands as it is'); END""",
]


def add(apps, schema_editor):  # type: ignore[no-untyped-def]
    statements = [POSTGRESQL] if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
