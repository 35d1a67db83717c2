"""W3: members who only listen. Memory for each, the rate of connecting, what idling costs."""

from __future__ import annotations

import asyncio
import time

from . import dialects, ears
from .fanout import stock_server
from .measured import Bench, cast
from .servers import Started, free_port, redis

WARM = 100  # sockets opened and closed before counting: what the first ones cost is the server's
SETTLES_SECONDS = 2.0
IDLE_SECONDS = 10.0


async def idle_members(bench: Bench) -> None:
    for count in (500,) if bench.quick else (1000, 5000):
        await _peernet(bench, count)
    await _stock(bench, 500 if bench.quick else 1000)
    if not bench.quick:
        await _two_processes(bench, 10_000)


async def _peernet(bench: Bench, count: int) -> None:
    network = bench.network or bench.sqlite
    bench.say(f"W3: {count} idle members, in rooms of 20")
    places = [p for room in cast(network, rooms=count // 20, size=20) for p in room]
    with network.serving() as server:
        dialect = dialects.PeerNet(server.port)
        before = await _warm(dialect, places, server)
        began = time.perf_counter()
        opened = await ears.open_all(dialect, places, server.port)
        rate = count / (time.perf_counter() - began)
        await asyncio.sleep(SETTLES_SECONDS)
        bench.note(f"memory {count}", (server.memory_kib() - before) / count, before_kib=before)
        bench.note(f"connect and enter {count}", rate)
        cpu, began = server.cpu_seconds(), time.perf_counter()
        await asyncio.sleep(3 if bench.quick else IDLE_SECONDS)
        share = (server.cpu_seconds() - cpu) / (time.perf_counter() - began)
        bench.note(f"idle {count}", share * 100)
        await _connect_only(bench, places, server)
        await ears.close_all(opened)


class _Silent(dialects.PeerNet):
    """Signed in, without entering a room."""

    def greeting(self, place: dialects.Place) -> str:
        return ""


async def _connect_only(bench: Bench, places: list[dialects.Place], server: Started) -> None:
    """From the connection to the answered handshake, which PeerNet gives after the session; beside
    the members who are there already."""
    silent, some = _Silent(server.port), places[:1000]
    began = time.perf_counter()
    opened = await ears.open_all(silent, list(some), server.port)
    bench.note(f"connect {len(places)}", len(some) / (time.perf_counter() - began))
    await ears.close_all(opened)


async def _warm(dialect: ears.Dialect, places: list[dialects.Place], server: Started) -> int:
    """The server's memory after some have come and gone, in KiB."""
    await ears.close_all(await ears.open_all(dialect, list(places[:WARM]), server.port))
    await asyncio.sleep(SETTLES_SECONDS)
    return server.memory_kib()


async def _stock(bench: Bench, count: int) -> None:
    if bench.network is None:
        return
    bench.say(f"W3: {count} idle members on stock Channels")
    places = [dialects.Place(n // 20, f"room-{n // 20}") for n in range(count)]
    with stock_server(bench) as server:
        dialect = dialects.Stock(server.port)
        before = await _warm(dialect, places, server)
        began = time.perf_counter()
        opened = await ears.open_all(dialect, list(places), server.port)
        rate = count / (time.perf_counter() - began)
        await asyncio.sleep(SETTLES_SECONDS)
        bench.note(f"memory {count}", (server.memory_kib() - before) / count, "stock")
        bench.note(f"connect {count}", rate, "stock")
        await ears.close_all(opened)


async def _two_processes(bench: Bench, count: int) -> None:
    """Ten thousand who listen, on two processes that share one core, a database and Redis."""
    if bench.network is None:
        return
    bench.say(f"W3: {count} idle members on two processes with Redis")
    places = [p for room in cast(bench.network, rooms=count // 20, size=20) for p in room]
    with redis() as address:
        bench.network.env["PEERNET_REDIS_URL"] = address
        other = free_port()
        origins = bench.network.env["PEERNET_ORIGINS"]
        bench.network.env["PEERNET_ORIGINS"] = f"{origins},http://127.0.0.1:{other}"
        try:
            with bench.network.serving() as one, bench.network.serving(other) as two:
                await _both(bench, places, [one, two])
        finally:
            bench.network.env.update(PEERNET_REDIS_URL="", PEERNET_ORIGINS=origins)


async def _both(bench: Bench, places: list[dialects.Place], servers: list[Started]) -> None:
    opened: list[ears.Ear] = []
    for number, server in enumerate(servers):
        half = list(places[number::2])
        opened += await ears.open_all(dialects.PeerNet(server.port), half, server.port)
    await asyncio.sleep(SETTLES_SECONDS)
    cpu, began = sum(s.cpu_seconds() for s in servers), time.perf_counter()
    await asyncio.sleep(IDLE_SECONDS)
    share = (sum(s.cpu_seconds() for s in servers) - cpu) / (time.perf_counter() - began)
    still = sum(not ear.closed for ear in opened)
    bench.note("two processes, MiB", sum(s.memory_kib() for s in servers) / 1024, open=still)
    bench.note("two processes, idle CPU", share * 100)
    await ears.close_all(opened)
