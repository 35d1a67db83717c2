"""A lockdown is a time of its own: the room's mode stays what it was."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.models import F


def put_back(apps: Any, schema_editor: Any) -> None:
    locked = apps.get_model("groups", "Group").objects.filter(locked_down_at__isnull=False)
    locked.exclude(mode_before_lockdown="").update(mode=F("mode_before_lockdown"))


class Migration(migrations.Migration):
    dependencies = [("groups", "0007_organisation_country")]

    operations = [
        migrations.RunPython(put_back, migrations.RunPython.noop),
        migrations.RemoveField("group", "mode_before_lockdown"),
    ]
