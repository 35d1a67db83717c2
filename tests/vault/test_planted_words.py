"""A copy of the database, the write-ahead log and the logs hold nothing that somebody said."""

from __future__ import annotations

import re
import sqlite3
import time
from html import unescape
from pathlib import Path

import pytest

from tests.places import Place, running
from tests.servers import postgresql

WORDS, NOTE, NAME, APPLIED = "qzxlanternwords", "qzxnotewords", "Qzxname", "qzxappliedwords"
LABEL_PHRASE = "qzxspoken phrase"
PLAIN = ("--admission", "open", "--newcomers", "0", "--resting", "off")


def live_through(place: Place) -> list[str]:
    """Everything a person may type, and the secrets she was shown."""
    gid = place.room(*PLAIN)
    invite = place.peernet.facts("invite", gid, "--role", "member", "--phrase", LABEL_PHRASE)
    code = invite["invites"][0]["code"]
    wren = place.visitor()
    handle = wren.join(code, NAME, phrase=LABEL_PHRASE)
    shown = wren.post("/join/keep/").text
    phrase = unescape(re.search(r"data-phrase>([^<]+)<", shown)[1])  # type: ignore[index]
    wren.get(f"/g/{gid}/")
    assert wren.post(f"/g/{gid}/messages/", body=WORDS, note=NOTE).status == 303
    with wren.socket() as line:
        line.enter(gid)
        line.send(gid, f"{WORDS} again", "k")
        mid = line.hears("sent")["id"]
    wren.post(f"/g/{gid}/m/{mid}/edit/", body=f"{WORDS} changed", note="")
    asked = place.room("--admission", "asked")
    wren.get("/join/")
    wren.post("/join/", code=place.codes(asked)[0])
    wren.get("/join/new/")
    assert wren.post("/join/new/", pseudonym=NAME, agree="on", words=APPLIED).status == 303
    session = next(cookie.value for cookie in wren.jar if cookie.name == "sessionid")
    return [WORDS, NOTE, NAME, APPLIED, "qzxspoken", code, phrase, handle, str(session),
            "Tuesday circle", "What is said here"]  # fmt: skip


def found_in(folder: Path, planted: list[str]) -> list[tuple[str, str]]:
    files = [path for path in folder.rglob("*") if path.is_file() and "static" not in path.parts]
    assert files
    return [
        (path.name, word)
        for path in files
        for word in planted
        if word.lower().encode() in path.read_bytes().lower()
    ]


def test_nothing_planted_is_in_sqlite_its_log_or_a_copy(tmp_path: Path) -> None:
    with running(tmp_path) as place:
        planted = live_through(place)
        database = tmp_path / "peernet.sqlite3"
        with (
            sqlite3.connect(database) as source,
            sqlite3.connect(tmp_path / "copy.sqlite3") as copy,
        ):
            source.backup(copy)
        time.sleep(0.3)
        assert (tmp_path / "peernet.sqlite3-wal").exists()
        assert found_in(tmp_path, planted) == []
    assert found_in(tmp_path, planted) == []


@pytest.mark.postgresql
def test_nothing_planted_is_in_postgresql_or_its_log(tmp_path: Path) -> None:
    with postgresql() as address, running(tmp_path, PEERNET_DATABASE_URL=address) as place:
        planted = live_through(place)
        import psycopg

        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("CHECKPOINT")
            row = connection.execute("SHOW data_directory").fetchone()
        assert row and found_in(Path(row[0]), planted) == []
        assert found_in(tmp_path, planted) == []
