"""The yearly cut: a checkpoint a chain, and triggers that let go of what stands before it."""

from __future__ import annotations

from django.db import migrations, models

POSTGRESQL = """
CREATE OR REPLACE FUNCTION audit_entry_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND EXISTS (
    SELECT 1 FROM audit_cut WHERE chain = OLD.chain AND number >= OLD.number
  ) THEN RETURN OLD; END IF;
  RAISE EXCEPTION 'an audit entry stands as it is';
END $$;
"""
SQLITE = [
    "DROP TRIGGER IF EXISTS audit_entry_no_delete",
    """CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
    WHEN NOT EXISTS (SELECT 1 FROM audit_cut WHERE chain = OLD.chain AND number >= OLD.number)
    BEGIN SELECT RAISE(ABORT, 'an audit entry stands as it is'); END""",
]


def let_go(apps, schema_editor):  # type: ignore[no-untyped-def]
    statements = [POSTGRESQL] if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0005_actions")]

    operations = [
        migrations.CreateModel(
            name="Cut",
            fields=[
                ("chain", models.CharField(max_length=22, primary_key=True, serialize=False)),
                ("number", models.PositiveBigIntegerField()),
                ("hash", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("seal", models.CharField(max_length=64)),
            ],
        ),
        migrations.RunPython(let_go, migrations.RunPython.noop),
    ]
