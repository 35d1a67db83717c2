"""An archive of one database goes into the other and back, whole; on PostgreSQL too a backup made
while people write is of one moment."""

from __future__ import annotations

import base64
import hashlib
import secrets
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.places import Place, Room
from tests.servers import ROOT, PeerNet, postgresql

pytestmark = pytest.mark.postgresql
KEYS = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
LINES = """
import django, json, sys; django.setup()
from pathlib import Path
from peernet.upkeep.sealed_file import lines
kept, table = [], ""
for line in lines(Path(sys.argv[1])):
    table = line["table"] if isinstance(line, dict) else table
    if table != "groups.Invite":  # a restore revokes them
        kept.append(json.dumps(line, sort_keys=True))
print("\\n".join(sorted(kept)))
"""


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    with postgresql() as address:
        yield address


@pytest.fixture
def somewhere(tmp_path: Path, cluster: str) -> Iterator[Callable[[str], PeerNet]]:
    """A migrated, empty PeerNet on the database of this kind; all with the same vault keys."""
    made: list[PeerNet] = []

    def make(kind: str) -> PeerNet:
        folder = tmp_path / f"place{len(made)}"
        folder.mkdir()
        env = {"PEERNET_VAULT_KEYS": KEYS, "PEERNET_LIMITS": "off"}
        if kind == "postgresql":
            name = f"fresh{secrets.token_hex(4)}"
            with psycopg.connect(cluster, autocommit=True) as line:
                line.execute(f"CREATE DATABASE {name}")
            env["PEERNET_DATABASE_URL"] = cluster.rsplit("/", 1)[0] + f"/{name}"
        made.append(PeerNet(folder, **env))
        made[-1].set_up()
        return made[-1]

    yield make
    for peernet in made:
        peernet.stop()


def _rows_of(peernet: PeerNet, path: Path) -> str:
    """Every row of an archive, whatever order a database keeps its ids in, as one digest."""
    done = subprocess.run(
        [sys.executable, "-c", LINES, str(path)], cwd=ROOT, capture_output=True, text=True,
        env={**peernet.env, "DJANGO_SETTINGS_MODULE": "peernet.settings"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "groups.Message" in done.stdout
    return hashlib.sha256(done.stdout.encode()).hexdigest()


def _restored(there: PeerNet, path: Path, told: Any) -> None:
    wanted = ("restore", str(path), "--keys", f"{path}.keys")
    found = there.facts(*wanted)
    assert found["rows"] == told["rows"] and found["rows"]["groups.Message"] > 0
    assert found["opened"] is True
    there.command("verify_audit")


@pytest.mark.parametrize(("first", "second"), [("sqlite", "postgresql"), ("postgresql", "sqlite")])
def test_there_and_back(
    somewhere: Callable[[str], PeerNet], tmp_path: Path, first: str, second: str
) -> None:
    here, there, again = somewhere(first), somewhere(second), somewhere(first)
    demo = here.facts("demo")
    told = here.facts("backup", str(tmp_path / "one"))
    _restored(there, tmp_path / "one", told)
    _restored(again, tmp_path / "two", there.facts("backup", str(tmp_path / "two")))
    again.command("backup", str(tmp_path / "three"))
    assert (
        _rows_of(here, tmp_path / "one")
        == _rows_of(there, tmp_path / "two")
        == _rows_of(again, tmp_path / "three")
    )
    there.facts("found", "Hill House")  # numbers that a database hands out go on behind the last
    there.command("verify_audit")
    member = next(one for one in demo["sign_ins"] if one["role"] == "member")
    browser = Place(there, there.start()).visitor()
    assert browser.sign_in(member["handle"], member["password"]).status == 303
    room = f"/g/{member['groups'][0]}/"
    assert "data-messages" in browser.get(room).text
    assert browser.post(f"{room}messages/", body="good evening", key="after-1").status == 303
    assert "good evening" in browser.get(room).text


def test_a_backup_of_postgresql_made_while_people_write_is_of_one_moment(
    somewhere: Callable[[str], PeerNet], tmp_path: Path
) -> None:
    peernet = somewhere("postgresql")
    place = Place(peernet, peernet.start())
    room = place.filled("wren", "ash")
    over, sent = threading.Event(), {"wren": 0, "ash": 0}

    def keep_writing(name: str) -> None:
        with room.entered(name) as line:
            while not over.is_set():
                line.send(room.gid, "more", f"k{sent[name]}")
                assert line.hears("sent")["state"] == "visible"
                sent[name] += 1

    writers = [threading.Thread(target=keep_writing, args=(name,)) for name in sent]
    for writer in writers:
        writer.start()
    before = _until_some(sent)
    try:
        told = peernet.facts("backup", str(tmp_path / "night"))
    finally:
        over.set()
        for writer in writers:
            writer.join()
    kept = told["rows"]["groups.Message"]
    assert before <= kept < sum(sent.values()), "people wrote before, and after the moment"
    fresh = somewhere("postgresql")
    _restored(fresh, tmp_path / "night", told)
    _of_one_moment(fresh, room)


def _until_some(sent: dict[str, int]) -> int:
    while min(sent.values()) < 20:
        threading.Event().wait(0.02)
    return sum(sent.values())


def _of_one_moment(fresh: PeerNet, room: Room) -> None:
    """The group's revision is the newest message's, and no message before it is missing."""
    with psycopg.connect(fresh.env["PEERNET_DATABASE_URL"]) as line:
        sql = "SELECT min(seq), max(seq), count(*) FROM groups_message WHERE group_id = %s"
        first, last, many = line.execute(sql, [room.gid]).fetchone()  # type: ignore[misc]
        sql = "SELECT revision FROM groups_group WHERE id = %s"
        assert line.execute(sql, [room.gid]).fetchone() == (last,)
    assert last - first + 1 == many
