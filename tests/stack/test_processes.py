"""Several processes, PostgreSQL, Redis: what was sent survives, and everybody hears it."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests.places import Place, Room, running
from tests.servers import Redis, postgresql, redis


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with running(tmp_path_factory.mktemp("place")) as place:
        yield place


@pytest.fixture(scope="module")
def redis_server() -> Iterator[Redis]:
    with redis() as server:
        yield server


@pytest.fixture(scope="module")
def on_postgresql(tmp_path_factory: pytest.TempPathFactory, redis_server: Redis) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("place")
    with (
        postgresql() as address,
        running(folder, PEERNET_DATABASE_URL=address, PEERNET_REDIS_URL=redis_server.url) as place,
    ):
        yield place


def hears_the_other_process(room: Room, second: str, within: float) -> float:
    with room.entered("wren") as wren, room.entered("ash", second) as ash:
        wren.send(room.gid, "from the first", "k1")
        assert wren.hears("sent")["state"] == "visible"
        began = time.monotonic()
        assert "from the first" in ash.hears("message", within)["message"]["html"]
        took = time.monotonic() - began
        ash.send(room.gid, "from the second", "k2")
        while "from the second" not in wren.hears("message", 5)["message"]["html"]:
            pass
        return took


def test_two_processes_on_one_sqlite_file_hear_each_other_within_a_second(on_sqlite: Place) -> None:
    room = on_sqlite.filled("wren", "ash")
    second = on_sqlite.peernet.start()
    assert hears_the_other_process(room, second, 1.2) < 1.0


def test_a_watched_word_holds_for_the_next_message_on_every_process(
    on_sqlite: Place, on_postgresql: Place
) -> None:
    for place in (on_sqlite, on_postgresql):
        room = place.filled("wren", "ash")
        second = place.peernet.start()
        with room.entered("wren") as wren, room.entered("ash", second) as ash:
            for key, line in (("k1", wren), ("k2", ash)):
                line.send(room.gid, "by the mill lane", key)
                assert line.hears("sent")["state"] == "visible"
            place.peernet.command("words", "--import", "-", given="mill lane,hold\n")
            for key, line in (("k3", wren), ("k4", ash)):
                line.send(room.gid, "by the mill lane", key)
                assert line.hears("sent")["state"] == "held", "the very next one"
            place.peernet.command("words", "--take-out", "-", given="mill lane,hold\n")
            for key, line in (("k5", wren), ("k6", ash)):
                line.send(room.gid, "by the mill lane", key)
                assert line.hears("sent")["state"] == "visible"


def test_sixty_messages_over_two_processes_come_to_all_in_one_order(on_sqlite: Place) -> None:
    names = [f"person{n}" for n in range(6)]
    room = on_sqlite.filled(*names)
    second = on_sqlite.peernet.start()
    addresses = [on_sqlite.address, second]
    lines = [room.entered(name, addresses[n % 2]) for n, name in enumerate(names)]
    for number in range(10):
        for line in lines:
            line.send(room.gid, f"words {number}", f"k{number}")
    heard = [[line.hears("message", 10)["message"]["seq"] for _ in range(60)] for line in lines]
    assert all(seqs == list(range(1, 61)) for seqs in heard)
    for line in lines:
        line.close()


def test_signing_out_on_one_process_ends_the_line_on_the_other(on_sqlite: Place) -> None:
    room = on_sqlite.filled("wren")
    second = on_sqlite.peernet.start()
    with room.entered("wren", second) as wren:
        room.browser("wren").post("/account/logout/")
        assert wren.closed_with(1.5) == 4401


def test_sigterm_tells_the_lines_to_come_back(on_sqlite: Place) -> None:
    room = on_sqlite.filled("wren")
    second = on_sqlite.peernet.start()
    with room.entered("wren", second) as wren:
        on_sqlite.peernet.of(second).terminate()
        assert wren.closed_with(3) == 4412
        assert on_sqlite.peernet.of(second).wait(5) == 0


def test_what_was_sent_survives_kill_nine(on_sqlite: Place) -> None:
    room = on_sqlite.filled("wren", "fern")
    kept: list[str] = []
    for round_ in range(3):
        second = on_sqlite.peernet.start()
        with room.line("fern", second) as fern:
            fern.enter(room.gid)
            for number in range(8):
                fern.send(room.gid, f"words {round_}-{number}", f"k{round_}-{number}")
            for _ in range(3):
                kept.append(fern.hears("sent")["id"])
            on_sqlite.peernet.of(second).kill()
            on_sqlite.peernet.of(second).wait()
    with room.line("wren") as wren:
        found = wren.enter(room.gid, 0)["messages"]
    ids = [message["id"] for message in found]
    assert set(kept) <= set(ids) and len(ids) == len(set(ids))
    assert [m["seq"] for m in found] == sorted(m["seq"] for m in found)


@pytest.mark.postgresql
@pytest.mark.redis
def test_with_redis_other_processes_hear_at_once(on_postgresql: Place) -> None:
    room = on_postgresql.filled("wren", "ash")
    second = on_postgresql.peernet.start()
    hears_the_other_process(room, second, 5)
    took = min(
        hears_the_other_process(on_postgresql.filled("wren", "ash"), second, 5) for _ in range(3)
    )
    assert took < 0.3


@pytest.mark.postgresql
@pytest.mark.redis
def test_without_redis_the_database_tells_and_nothing_is_lost(
    on_postgresql: Place, redis_server: Redis
) -> None:
    room = on_postgresql.filled("wren", "ash")
    second = on_postgresql.peernet.start()
    with room.entered("wren") as wren, room.entered("ash", second) as ash:
        redis_server.stop()
        visitor = on_postgresql.visitor()
        assert visitor.get("/readyz").text == "ok, redis away"
        for number in range(5):
            wren.send(room.gid, f"without redis {number}", f"k{number}")
        for number in range(5):
            assert f"without redis {number}" in ash.hears("message", 3)["message"]["html"]
        redis_server.start()
        time.sleep(4)
        wren.send(room.gid, "and again", "again")
        assert "and again" in ash.hears("message", 3)["message"]["html"]
        assert wren.hears("sent")


@pytest.mark.postgresql
@pytest.mark.redis
def test_no_word_ever_reaches_redis(on_postgresql: Place, redis_server: Redis) -> None:
    import redis as client

    room = on_postgresql.filled("wren")
    with client.Redis.from_url(redis_server.url) as listening, room.entered("wren") as wren:
        told = listening.pubsub(ignore_subscribe_messages=True)
        told.subscribe("peernet")
        told.get_message(timeout=1)
        wren.send(room.gid, "qzxsecretwords", "k")
        wren.hears("message")
        hint = told.get_message(timeout=3)
        assert hint and b"qzx" not in hint["data"] and room.gid.encode() in hint["data"]
        assert all(b"127.0.0.1" not in key for key in listening.keys("*"))
