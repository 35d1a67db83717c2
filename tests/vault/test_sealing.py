"""What is sealed opens only in its own place, and nothing falls back."""

from __future__ import annotations

import secrets
from typing import Any

import pytest
from django.conf import settings as real
from django.db import connection

from groups.models import Message
from peernet.vault import keys, rotation
from peernet.vault.models import DataKey
from tests.conftest import Person


@pytest.fixture
def said(wren: Person, group: Any) -> Message:
    return Message.objects.get(pk=wren.post(group, "lantern words").id)


def test_words_come_back_as_they_were(said: Message) -> None:
    assert said.body == "lantern words"
    assert b"lantern" not in bytes(said.__dict__["body"])


def test_every_flipped_bit_is_noticed(said: Message) -> None:
    token = bytes(said.__dict__["body"])
    for place in range(len(token)):
        broken = bytearray(token)
        broken[place] ^= 1
        said.__dict__["body"] = bytes(broken)
        with pytest.raises(keys.CannotOpen):
            _ = said.body


def test_a_token_moved_to_another_row_or_column_does_not_open(
    said: Message, wren: Person, group: Any
) -> None:
    other = Message.objects.get(pk=wren.post(group, "other words").id)
    other.__dict__["body"], other.__dict__["note"] = said.__dict__["body"], other.__dict__["body"]
    for name in ("body", "note"):
        with pytest.raises(keys.CannotOpen):
            getattr(other, name)


def test_planted_plain_text_is_refused(said: Message) -> None:
    said.__dict__["body"] = b"planted plain text"
    with pytest.raises(keys.CannotOpen):
        _ = said.body


def test_a_destroyed_key_makes_words_unreadable(said: Message, group: Any) -> None:
    keys.destroy(f"group:{group.pk}")
    with pytest.raises(keys.CannotOpen):
        _ = Message.objects.get(pk=said.pk).body


def test_rotating_rewraps_every_key_and_may_be_run_again(said: Message, settings: Any) -> None:
    settings.VAULT_KEYS = [secrets.token_bytes(32), *real.VAULT_KEYS]
    count = DataKey.objects.count()
    assert rotation.rotate() == count and rotation.rotate() == 0
    settings.VAULT_KEYS = settings.VAULT_KEYS[:1]
    keys.forget_opened()
    keys.check()
    assert Message.objects.get(pk=said.pk).body == "lantern words"


def test_a_wrong_vault_key_is_noticed_at_the_start(said: Message, settings: Any) -> None:
    settings.VAULT_KEYS = [secrets.token_bytes(32)]
    with pytest.raises(keys.CannotOpen):
        keys.check()


def test_lengths_say_little(wren: Person, group: Any) -> None:
    sizes = {
        len(Message.objects.get(pk=wren.post(group, body).id).__dict__["body"])
        for body in ("no", "yes, I would")
    }
    assert len(sizes) == 1


def test_deleted_pages_are_overwritten_on_sqlite(db: None) -> None:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        facts = {}
        for name in ("secure_delete", "journal_mode", "auto_vacuum", "synchronous"):
            cursor.execute(f"PRAGMA {name}")
            facts[name] = cursor.fetchone()[0]
    assert facts == {"secure_delete": 1, "journal_mode": "wal", "auto_vacuum": 2, "synchronous": 2}
