"""Thousands of data keys are re-wrapped while others write."""

from __future__ import annotations

import itertools
import secrets
import threading
import time
from typing import Any

import pytest
from django.db import connection

from peernet.vault import keys, rotation
from peernet.vault.models import DataKey

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 2500  # more than a driver fetches at once, or the reading is over before the first write


def test_rotating_goes_on_while_others_write(settings: Any) -> None:
    current = settings.VAULT_KEYS[0]
    mark = keys.fingerprint(current)
    DataKey.objects.bulk_create(
        DataKey(
            name=f"m{n}",
            vault_key=mark,
            wrapped=keys.wrap(current, f"m{n}", secrets.token_bytes(32)),
        )
        for n in range(MANY)
    )
    settings.VAULT_KEYS = [secrets.token_bytes(32), current]
    over = threading.Event()

    def write() -> None:
        for n in itertools.count():
            if over.is_set():
                break
            keys.make(f"w{n}")
            time.sleep(0.003)  # SQLite's lock is not fair: who never rests starves the others
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert rotation.rotate() >= MANY
    finally:
        over.set()
        writer.join()
    settings.VAULT_KEYS = settings.VAULT_KEYS[:1]
    keys.check()
