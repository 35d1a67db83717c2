"""Re-wraps data keys under the current vault key, while others read and write."""

from __future__ import annotations

from django.conf import settings

from . import keys
from .models import DataKey

BATCH = 500


def rotate() -> int:
    """How many keys were re-wrapped. Resumable: what is already current is left alone.

    A key that another process re-wrapped meanwhile is not overwritten (compare and swap). Each
    batch is read to its end before the first write: SQLite refuses to write from within a reading
    that others have written past (tests/vault/test_rotating.py).
    """
    current = settings.VAULT_KEYS[0]
    name = keys.fingerprint(current)
    old = DataKey.objects.exclude(vault_key=name).order_by("pk")
    done, last = 0, ""
    while rows := list(old.filter(pk__gt=last)[:BATCH]):
        for row in rows:
            wrapped = keys.wrap(current, row.name, keys.unwrap(row))
            done += DataKey.objects.filter(pk=row.pk, vault_key=row.vault_key).update(
                vault_key=name, wrapped=wrapped
            )
        last = rows[-1].pk
    return done
