"""Each report's words under a key of its own, so that they outlive the group (product e6)."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from peernet.vault import keys

COLUMNS = ("words", "copy")


def own_keys(apps: Any, schema_editor: Any) -> None:
    for row in _rows(apps):
        keys.make(f"report:{row.pk}")
        _seal_again(row, f"group:{row.group_id}", f"report:{row.pk}")


def group_keys(apps: Any, schema_editor: Any) -> None:
    for row in _rows(apps):
        _seal_again(row, f"report:{row.pk}", f"group:{row.group_id}")
        keys.destroy(f"report:{row.pk}")


def _rows(apps: Any) -> Any:
    return apps.get_model("moderation", "Report").objects.all().iterator()


def _seal_again(row: Any, old: str, new: str) -> None:
    """What cannot be opened (its group has ended) is noise already, and is emptied."""
    for name in COLUMNS:
        place, token = f"moderation_report.{name}|{row.pk}", bytes(row.__dict__[name] or b"")
        try:
            words = keys.unseal(old, place, token) if token else ""
            row.__dict__[name] = keys.seal(new, place, words) if words else b""
        except keys.CannotOpen:
            row.__dict__[name] = b""
    row.save(update_fields=COLUMNS)


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0001_moderation"),
        ("vault", "0001_initial"),
    ]

    operations = [migrations.RunPython(own_keys, group_keys)]
