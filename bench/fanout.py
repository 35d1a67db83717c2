"""W1, one room of N; W2, rooms of 20; the delay at an easy rate. Beside stock and raw."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from . import dialects, ears
from .dialects import Place
from .measured import Bench, setting
from .openloop import Rooms, Step
from .search import Found, highest
from .servers import ROOT, Network, Started, free_port, started

WARM_SECONDS = 1.0
RECOVERS_SECONDS = 5.0
EVENT_BYTES = 1800  # about what one of PeerNet's events weighs, drawn


async def _highest(
    bench: Bench, server: Started, dialect: ears.Dialect, places: list[list[Place]], start: float
) -> Found:
    """The highest rate of messages; sockets that an overload closed are opened anew."""
    rooms: Rooms | None = None

    async def measure(rate: float) -> Step:
        nonlocal rooms
        if rooms is None or any(ear.closed for ear in rooms.ears):
            rooms = await open_rooms(dialect, places, server, rooms)
        step = await rooms.step(rate, bench.step_seconds)
        if step.lost:  # the next step must not hear what this one left behind
            await ears.close_all(rooms.ears)
        return step

    return await highest(measure, start, bench.say, halvings=bench.halvings)


async def open_rooms(
    dialect: ears.Dialect, places: list[list[Place]], server: Started, before: Rooms | None = None
) -> Rooms:
    """Sockets for everybody, warmed up."""
    if before:
        await ears.close_all(before.ears)
    opened = iter(await _opened(dialect, [p for room in places for p in room], server))
    rooms = Rooms([[next(opened) for _ in room] for room in places], server)
    rooms.said = before.said if before else 1
    await rooms.step(max(5.0, len(places) / 10), WARM_SECONDS)
    return rooms


async def _opened(dialect: ears.Dialect, places: list[Place], server: Started) -> list[ears.Ear]:
    """A server that was overloaded a moment ago may refuse: it is asked again, twice."""
    for _ in range(2):
        try:
            return await ears.open_all(dialect, list(places), server.port)
        except (ConnectionError, TimeoutError):
            await asyncio.sleep(RECOVERS_SECONDS)
    return await ears.open_all(dialect, list(places), server.port)


def _note(bench: Bench, name: str, server: str, found: Found, value: float) -> None:
    best = found.best
    details = {} if best is None else {
        "messages_a_second": round(best.rate, 1),
        "deliveries_a_second": round(best.deliveries_a_second),
        "p50_ms": best.p50,
        "p99_ms": best.p99,
        "events_a_frame": round(best.deliveries / max(1, best.frames), 2),
        "event_bytes": round(best.event_bytes / max(1, best.deliveries)),
        "server_us_a_delivery": round(best.server_cpu * 1e6 / max(1, best.deliveries), 2),
        "server_us_a_message": round(best.server_cpu * 1e6 / max(1, best.messages), 1),
        "generator_busy": round(best.generator_busy, 2),
    }  # fmt: skip
    bench.note(name, value, server, **details)


# --- PeerNet -----------------------------------------------------------------------------------


async def one_room(bench: Bench) -> None:
    """W1 for each N: PeerNet, then stock, then raw, one after the other."""
    starts = {50: 400.0, 200: 300.0} if bench.quick else {50: 600.0, 200: 400.0, 1000: 100.0}
    for size, start in starts.items():
        name = f"W1 {size}"
        if bench.network:
            await _peernet(bench, bench.network, name, rooms=1, size=size, start=start)
            await _stock(bench, name, rooms=1, size=size, start=6000 / size)
        await _raw(bench, name, rooms=1, size=size, start=80_000 / size)


async def many_rooms(bench: Bench) -> None:
    """W2: PeerNet, stock, raw."""
    for rooms in (50,) if bench.quick else (50, 250):
        name = f"W2 {rooms}"
        if bench.network:
            await _peernet(bench, bench.network, name, rooms=rooms, size=20, start=400)
            if rooms == 50:
                await _stock(bench, name, rooms=rooms, size=20, start=100)
        await _raw(bench, name, rooms=rooms, size=20, start=2500)


async def on_sqlite(bench: Bench) -> None:
    """W2 with 5 rooms on the embedded default."""
    await _peernet(bench, bench.sqlite, "W2 5 SQLite", rooms=5, size=20, start=100)


async def delay(bench: Bench) -> None:
    """The delay at 2,000 deliveries a second into 200."""
    if bench.network is None:
        return
    with setting(bench.network, rooms=1, size=200) as (places, server):
        rooms = await open_rooms(dialects.PeerNet(server.port), places, server)
        step = await rooms.step(10, 4 if bench.quick else 15)
        bench.say(step.line())
        bench.note("delay p50", step.p50, held=step.whole)
        bench.note("delay p99", step.p99, held=step.whole)
        await ears.close_all(rooms.ears)


async def _peernet(
    bench: Bench, network: Network, name: str, *, rooms: int, size: int, start: float
) -> None:
    bench.say(f"{name}: PeerNet")
    with setting(network, rooms=rooms, size=size) as (places, server):
        found = await _highest(bench, server, dialects.PeerNet(server.port), places, start)
    _note(bench, name, "peernet", found, _value(name, found))


def _value(name: str, found: Found) -> float:
    """W1 counts deliveries, W2 messages, each a second."""
    if found.best is None:
        return 0.0
    return found.best.deliveries_a_second if name.startswith("W1") else found.best.rate


# --- What it is compared with ------------------------------------------------------------------


def _places(rooms: int, size: int) -> list[list[Place]]:
    return [[Place(number, f"room-{number}")] * size for number in range(rooms)]


async def _stock(bench: Bench, name: str, *, rooms: int, size: int, start: float) -> None:
    bench.say(f"{name}: stock Channels on Daphne, in-memory layer, one ORM insert a message")
    with stock_server(bench) as server:
        places = _places(rooms, size)
        found = await _highest(bench, server, dialects.Stock(server.port), places, start)
    _note(bench, name, "stock", found, _value(name, found))


@contextmanager
def stock_server(bench: Bench) -> Iterator[Started]:
    port = free_port()
    command = [sys.executable, "-m", "bench.stock", str(port), bench.database]
    with started("stock Channels", command, port, cwd=ROOT) as server:
        yield server


async def _raw(bench: Bench, name: str, *, rooms: int, size: int, start: float) -> None:
    """With the words alone; in the room of 200 also with events as long as PeerNet's."""
    lengths = {"raw": 0, "raw, as long": EVENT_BYTES}
    for server_name, least_bytes in lengths.items() if size == 200 else (("raw", 0),):
        bench.say(f"{name}: websockets.broadcast on uvloop, not stored, {server_name}")
        port = free_port()
        command = [sys.executable, "-m", "bench.raw", str(port), str(least_bytes)]
        with started("raw broadcast", command, port, cwd=ROOT) as server:
            places = _places(rooms, size)
            found = await _highest(bench, server, dialects.Raw(port), places, start)
        _note(bench, name, server_name, found, _value(name, found))
