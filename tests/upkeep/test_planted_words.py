"""On a running server: words planted are nowhere in clear; erased, they are not even there sealed;
a backup made while people write is whole."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
import uuid
from pathlib import Path
from typing import Any

import pytest

from tests.people import PASSWORD
from tests.places import Place, running
from tests.servers import ROOT

PLANTED, NAME = "heron canary words", "Kestrelcanary"
OPEN_ROOM = ("--admission", "open", "--newcomers", "0", "--resting", "off")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with running(tmp_path_factory.mktemp("planted"), PEERNET_LIMITS="off") as found:
        yield found


def _holding(folder: Path, planted: bytes) -> list[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if planted in path.read_bytes()]


def _say(who: Any, gid: str, body: str) -> None:
    who.get(f"/g/{gid}/about/")
    who.get(f"/g/{gid}/")
    answer = who.post(f"/g/{gid}/messages/", body=body, key=str(uuid.uuid4()))
    assert answer.status == 303, answer.text


def _token(place: Place) -> bytes:
    rows = sqlite3.connect(place.peernet.folder / "peernet.sqlite3").execute(
        "SELECT body FROM groups_message ORDER BY at LIMIT 1"
    )
    return bytes(rows.fetchone()[0])


def test_planted_then_erased(place: Place, tmp_path: Path) -> None:
    gid = place.room(*OPEN_ROOM)
    codes = place.codes(gid, 2)
    wren, ash = place.visitor(), place.visitor()
    handle = wren.join(codes[0], NAME)
    ash.join(codes[1], "Ash")
    _say(wren, gid, PLANTED)
    place.peernet.command("backup", str(tmp_path / "night"))
    for planted in (PLANTED, NAME, handle, PASSWORD, *codes):
        for folder in (place.peernet.folder, tmp_path):
            assert _holding(folder, planted.encode()) == [], planted
    token = _token(place)
    assert _holding(place.peernet.folder, token[-40:])  # the control: sealed, it is there
    line, hers = ash.socket(), wren.socket()
    line.enter(gid)
    hers.enter(gid)
    wren.get("/account/erase/")
    assert wren.post("/account/erase/", words="taken").status == 303
    gone = line.hears("gone", timeout=2)
    assert gone["author"]
    assert hers.closed_with(timeout=2) == 4401
    place.peernet.command("upkeep", "--once")
    assert _holding(place.peernet.folder, token[-40:]) == []


def test_a_backup_made_while_people_write_is_whole(place: Place, tmp_path: Path) -> None:
    gid = place.room(*OPEN_ROOM)
    ash, over = place.visitor(), threading.Event()
    ash.join(place.codes(gid)[0], "Ash")
    _say(ash, gid, "first")

    def keep_writing() -> None:
        while not over.is_set():
            answer = ash.post(f"/g/{gid}/messages/", body="more", key=str(uuid.uuid4()))
            assert answer.status == 303

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        told = place.peernet.facts("backup", str(tmp_path / "night"))
    finally:
        over.set()
        writer.join()
    fresh = {**place.peernet.env, "PEERNET_DATA_DIR": str(tmp_path / "fresh")}
    _command(fresh, "migrate", "--verbosity", "0")
    wanted = ("restore", str(tmp_path / "night"), "--keys", str(tmp_path / "night.keys"), "--json")
    restored = json.loads(_command(fresh, *wanted))
    assert restored["rows"] == told["rows"]
    assert restored["opened"] is True
    _command(fresh, "verify_audit")
    held = sqlite3.connect(tmp_path / "fresh" / "peernet.sqlite3")
    rows = held.execute("SELECT revision FROM groups_group WHERE id = ?", [gid]).fetchone()
    seqs = held.execute("SELECT max(seq) FROM groups_message WHERE group_id = ?", [gid]).fetchone()
    assert rows == seqs  # one moment: the group's revision and its messages agree


def _command(env: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, capture_output=True, text=True,
        env=env,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
