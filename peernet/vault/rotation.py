"""Re-wraps data keys under the current vault key, while others read and write."""

from __future__ import annotations

from django.conf import settings

from . import keys
from .models import DataKey


def rotate() -> int:
    """How many keys were re-wrapped. Resumable: what is already current is left alone.

    A key that another process re-wrapped meanwhile is not overwritten (compare and swap).
    """
    current = settings.VAULT_KEYS[0]
    name = keys.fingerprint(current)
    done = 0
    for row in DataKey.objects.exclude(vault_key=name).iterator():
        wrapped = keys.wrap(current, row.name, keys.unwrap(row))
        done += DataKey.objects.filter(pk=row.pk, vault_key=row.vault_key).update(
            vault_key=name, wrapped=wrapped
        )
    return done
