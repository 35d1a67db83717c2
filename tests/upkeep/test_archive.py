"""A backup opens only whole, only with its keys, only into an empty database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import override_settings

from groups import ending, joining, wording
from groups.models import Group, Membership, Message
from groups.safety.watched import WatchedWord
from peernet.accounts.models import Account
from peernet.kit import clock
from peernet.support import directory, saving
from peernet.support.models import Shelf
from peernet.upkeep import archive, erasure
from peernet.upkeep.sealed_file import MAGIC
from peernet.vault import keys
from peernet.vault.models import DataKey
from tests.administration import cast

pytestmark = pytest.mark.django_db(transaction=True)


def _empty() -> None:
    """As a freshly migrated database."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER IF EXISTS audit_entry_no_delete" + (
            " ON audit_entry" if connection.vendor == "postgresql" else ""))  # fmt: skip
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        for model in [*archive.tables(), *archive.NOT_KEPT]:
            name = connection.ops.quote_name(model._meta.db_table)
            if connection.vendor == "postgresql":
                cursor.execute(f"TRUNCATE {name} CASCADE")
            else:
                cursor.execute(f"DELETE FROM {name}")
    keys.forget_opened()


@pytest.fixture
def backed(wren: Any, ash: Any, circle: Any, tmp_path: Path) -> Path:
    first = wren.say(circle, "the lamp is on")
    ash.say(circle, "and stays on", reply_to=first.id)
    path = tmp_path / "night"
    call_command("backup", str(path))
    return path


def _restore(path: Path, key_file: Path | None = None) -> None:
    call_command("restore", str(path), keys=key_file or Path(f"{path}.keys"))


def test_what_comes_back_is_what_there_was(backed: Path, circle: Any, wren: Any) -> None:
    _empty()
    _restore(backed)
    bodies = [message.body for message in Message.objects.order_by("seq")]
    assert bodies == ["the lamp is on", "and stays on"]
    assert wren.in_group(circle).pseudonym == "Wren"
    assert wren.in_group(circle).joined_on == wren.places[circle.pk].joined_on
    assert wren.sign_in().get(f"/g/{circle.pk}/").status_code == 200
    wren.say(circle, "and goes on")
    call_command("verify_audit")


def test_the_directory_and_what_she_saved_come_back(
    wren: Any, house: Any, circle: Any, tmp_path: Path
) -> None:
    entry = directory.add(house.pk, directory.Facts(name="Clinic", reach="x", source="y"))
    saving.save(wren.account, entry.pk)
    path = tmp_path / "night"
    call_command("backup", str(path))
    assert b"Clinic" not in path.read_bytes() and entry.pk.encode() not in path.read_bytes()
    _empty()
    _restore(path)
    assert "Clinic" in wren.sign_in().get("/places/saved/").content.decode()


def test_erased_after_the_backup_her_list_stays_erased(
    wren: Any, house: Any, circle: Any, tmp_path: Path
) -> None:
    saving.save(wren.account, "PjAVFHGFRv2M257v")
    path = tmp_path / "night"
    call_command("backup", str(path))
    erasure.erase(wren.account, erasure.Words.LEFT)
    call_command("backup", str(tmp_path / "later"))
    _empty()
    _restore(path, Path(f"{tmp_path / 'later'}.keys"))
    assert not Shelf.objects.exists()


def test_a_code_that_was_used_since_lets_nobody_in(circle: Any, tmp_path: Path) -> None:
    _invite, code = joining.issue(circle.organisation, circle, joining.Terms())
    assert joining.look_up(code, "")
    call_command("backup", str(tmp_path / "night"))
    _empty()
    _restore(tmp_path / "night")
    with pytest.raises(joining.NoSuchInvite):
        joining.look_up(code, "")


def test_neither_file_holds_words_or_keys_in_clear(backed: Path) -> None:
    wrapped = [bytes(row.wrapped) for row in DataKey.objects.all()]
    for path in (backed, Path(f"{backed}.keys")):
        held = path.read_bytes()
        assert b"lamp" not in held
        assert b"Wren" not in held
        assert not any(key in held for key in wrapped)
        assert path.stat().st_mode & 0o077 == 0


def test_watched_words_come_back_and_are_nowhere_in_clear(
    wren: Any, circle: Any, house: Any, tmp_path: Path
) -> None:
    keeper = wording.Keeper("group", house.pk, circle.pk)
    wording.add(keeper, [(1, WatchedWord("mill lane", "hold"))])
    path = tmp_path / "night"
    call_command("backup", str(path))
    assert not any(b"mill lane" in file.read_bytes() for file in tmp_path.iterdir())
    _empty()
    _restore(path)
    assert wren.say(circle, "by the mill lane").id in Message.objects.filter(
        state="held"
    ).values_list("pk", flat=True)


def test_a_database_that_is_not_empty_is_left_alone(backed: Path) -> None:
    with pytest.raises(CommandError, match="not empty"):
        _restore(backed)


@pytest.mark.parametrize("which", ["", ".keys"])
@pytest.mark.parametrize("spoil", ["cut", "altered", "other"])
def test_a_spoilt_file_is_refused_before_anything_is_written(
    backed: Path, which: str, spoil: str
) -> None:
    path = Path(f"{backed}{which}")
    held = bytearray(path.read_bytes())
    if spoil == "altered":
        held[len(held) // 2] ^= 1
    path.write_bytes(held[:-9] if spoil == "cut" else held if spoil == "altered" else b"hello")
    _empty()
    with pytest.raises(CommandError):
        _restore(backed)
    assert not Account.objects.exists()
    assert not DataKey.objects.exists()


def test_one_flipped_bit_anywhere_in_the_head_is_refused(backed: Path) -> None:
    held = backed.read_bytes()
    _empty()
    for at in range(held.index(b"}") + 8):
        altered = bytearray(held)
        altered[at] ^= 1 << at % 8
        backed.write_bytes(altered)
        with pytest.raises(CommandError):
            _restore(backed)
    for head in (b"[]", b"12", b"{}"):
        backed.write_bytes(MAGIC + len(head).to_bytes(4, "big") + head)
        with pytest.raises(CommandError):
            _restore(backed)
    assert not DataKey.objects.exists()


def test_a_wrong_vault_key_is_refused(backed: Path) -> None:
    _empty()
    with override_settings(VAULT_KEYS=[b"x" * 32]), pytest.raises(CommandError, match="VAULT"):
        _restore(backed)
    assert not DataKey.objects.exists()


def test_the_two_files_cannot_change_places(backed: Path) -> None:
    _empty()
    with pytest.raises(CommandError, match="not the archive"):
        _restore(Path(f"{backed}.keys"), backed)


def test_the_erased_stay_erased(backed: Path, wren: Any, circle: Any) -> None:
    erasure.erase(wren.account, erasure.Words.TAKEN)
    newer = backed.with_name("morning")
    call_command("backup", str(newer))
    assert not Path(f"{backed}.keys").exists()  # only the newest key file is kept
    _empty()
    _restore(backed, Path(f"{newer}.keys"))
    assert not Account.objects.filter(pk=wren.account.pk).exists()
    assert [message.body for message in Message.objects.all()] == ["and stays on"]
    assert wren.in_group(circle).pseudonym == ""


def test_an_ended_group_cannot_be_opened_from_an_older_archive(
    backed: Path, circle: Any, ash: Any, house: Any
) -> None:
    other = cast.group_of(house, "Second circle")
    cast.enter(ash, other)
    ending.end(circle.pk, clock.now())
    newer = backed.with_name("morning")
    call_command("backup", str(newer))
    _empty()
    _restore(backed, Path(f"{newer}.keys"))
    assert Group.objects.get(pk=circle.pk).ended_at
    assert not Message.objects.exists()
    assert not Membership.objects.filter(group=circle, ended_at=None).exists()
    with pytest.raises(keys.CannotOpen):
        keys.seal(f"group:{circle.pk}", "x|y", "z")


def test_somebody_elses_key_files_beside_it_stay(backed: Path) -> None:
    vault = backed.with_name("vault.keys")
    vault.write_text("not ours")
    call_command("backup", str(backed.with_name("morning")))
    assert vault.exists()
