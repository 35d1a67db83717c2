"""What people write, call themselves and sign in with is in clear nowhere: not in the database's
files and its log, not in Redis (what is stored, said and sent), not in the server's log, not in
backups; erased or too old, it is not even there sealed."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis as redis_client

from tests.people import PASSWORD
from tests.places import Place, running
from tests.servers import Redis, redis
from tests.upkeep.test_planted_words import NAME, OPEN_ROOM, PLANTED, _holding, _say

pytestmark = pytest.mark.redis
NOTE, TALK, WHY = "heron canary note", "heron canary thread", "heron canary reason"


class Eavesdropper:
    """Keeps every command that Redis gets and everything that is published there."""

    def __init__(self, url: str) -> None:
        self.heard: list[str] = []
        self.stored = redis_client.Redis.from_url(url)
        # socket_timeout: redis-py's default of five seconds would stop listening while it is quiet.
        self.client = redis_client.Redis.from_url(url, decode_responses=True, socket_timeout=None)
        self._at_work = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()
        assert self._at_work.wait(5)

    def _listen(self) -> None:
        with self.client.monitor() as monitor:
            self._at_work.set()
            try:
                for command in monitor.listen():
                    self.heard.append(command["command"])
            except (redis_client.RedisError, ValueError, OSError):
                return  # Redis ended with the test

    def hears(self, command: str) -> bool:
        """Was it said, or is it within two seconds?"""
        until = time.monotonic() + 2
        while time.monotonic() < until and not any(command in line for line in self.heard):
            time.sleep(0.02)
        return any(command in line for line in self.heard)

    def everything(self) -> bytes:
        """All keys with what is stored under them (as Redis would write it to a disk), all said."""
        kept = [key + (self.stored.dump(key) or b"") for key in self.keys()]
        return b"\n".join([*kept, *(line.encode() for line in self.heard)])

    def keys(self) -> list[bytes]:
        return list(self.stored.scan_iter())


@pytest.fixture(scope="module")
def redis_server() -> Iterator[Redis]:
    with redis() as server:
        yield server


@pytest.fixture
def place(tmp_path: Path, redis_server: Redis) -> Iterator[Place]:
    folder = tmp_path / "place"
    folder.mkdir()
    with running(folder, PEERNET_REDIS_URL=redis_server.url) as found:
        yield found


def _tokens(place: Place, gid: str) -> list[bytes]:
    """The sealed words of the group's messages, newest last: the end of each, which is unique."""
    with sqlite3.connect(place.peernet.folder / "peernet.sqlite3") as line:
        sql = "SELECT body FROM groups_message WHERE group_id = ? ORDER BY seq"
        return [bytes(row[0])[-40:] for row in line.execute(sql, [gid])]


def _aged(place: Place, gid: str) -> None:
    with sqlite3.connect(place.peernet.folder / "peernet.sqlite3") as line:
        then = "2020-01-01 00:00:00"
        sql = "UPDATE groups_message SET at = ?, shown_at = ? WHERE group_id = ?"
        line.execute(sql, [then, then, gid])


def test_nowhere_in_clear_and_then_nowhere_at_all(
    place: Place, redis_server: Redis, tmp_path: Path
) -> None:
    ear = Eavesdropper(redis_server.url)
    second = place.peernet.start()
    gid = place.room(*OPEN_ROOM)
    codes = place.codes(gid, 2)
    wren, ash = place.visitor(), place.visitor()
    handle = wren.join(codes[0], NAME)
    ash.join(codes[1], "Ash")
    ash.get("/account/login/")
    listener = ash.socket()
    listener.enter(gid)
    _say(ash, gid, "something plain")
    reacted = listener.hears("message")["message"]["id"]
    _say(wren, gid, PLANTED)
    wren.post(f"/g/{gid}/messages/", body=f"{PLANTED} again", key="k-note", note=NOTE)
    wren.get(f"/g/{gid}/talk/")
    assert wren.post(f"/g/{gid}/talk/", body=TALK, key="k-talk").status == 303
    hers = listener.hears("message")["message"]["id"]
    report = f"/g/{gid}/m/{hers}/report/"
    ash.get(report)
    assert ash.post(report, reason="other", details=WHY).status == 303
    assert wren.post(f"/g/{gid}/m/{reacted}/react/", kind="heart", on="1").status == 303
    wren.post("/join/", code="AAAA-BBBB-CCCC", phrase=WHY)  # a wrong one is counted, never kept
    place.peernet.command("backup", str(tmp_path / "night"))

    secrets = (PLANTED, NOTE, TALK, WHY, NAME, handle, PASSWORD, *codes)
    for planted in secrets:
        assert _holding(tmp_path, planted.encode()) == [], planted
        assert planted.encode() not in ear.everything(), planted
    assert ear.hears("PUBLISH"), "the control: it was listened to"
    assert ear.keys(), "the control: limits are counted there"

    plain, *tokens = _tokens(place, gid)
    assert all("peernet.sqlite3" in str(_holding(place.peernet.folder, t)) for t in tokens)
    wren.get("/account/erase/")
    assert wren.post("/account/erase/", words="taken").status == 303
    changed = listener.hears("changed", timeout=2)
    while changed["message"]["reactions"]:  # the mark itself was told first
        changed = listener.hears("changed", timeout=2)
    assert changed["message"]["id"] == reacted
    assert listener.hears("gone", timeout=2)["author"]
    place.peernet.command("upkeep", "--once")
    for token in tokens:
        assert _holding(place.peernet.folder, token) == []
    assert _holding(place.peernet.folder, plain), "what others wrote stays"

    _aged(place, gid)
    place.peernet.command("upkeep", "--once")
    assert _holding(place.peernet.folder, plain) == []
    assert listener.hears("gone", timeout=2)["before"]
    assert second and not [one for one in secrets if one in place.peernet.log]
