"""W4: a page of history, the room's page, a message by the form, in a room with a long history."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from .cast import WORDS
from .dialects import Place
from .measured import Bench, setting

CLIENTS = 16
TOKEN = "benchbenchbenchbenchbenchbench12"  # a form token: cookie and field must agree, no more


@dataclass
class Asked:
    """What came of asking for the same thing again and again."""

    seconds: float = 0.0
    delays: list[float] = field(default_factory=list)
    wrong: int = 0

    @property
    def rate(self) -> float:
        return len(self.delays) / self.seconds

    def delay_ms(self, share: float) -> float:
        return sorted(self.delays)[int(share * (len(self.delays) - 1))] * 1000


class Browser:
    """One kept-open connection that sends a request and reads its answer."""

    def __init__(self, host: str, place: Place) -> None:
        self.host, self.place = host, place

    async def open(self) -> None:
        address, port = self.host.split(":")
        self.reader, self.writer = await asyncio.open_connection(address, int(port))

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        self.writer.write(request)
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n"):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return int(head[9:12]), await self.reader.readexactly(length)

    def get(self, path: str, accept: str) -> bytes:
        return self._head("GET", path, [f"Accept: {accept}"])

    def post(self, path: str, **fields: str) -> bytes:
        body = urlencode({"csrfmiddlewaretoken": TOKEN, **fields}).encode()
        lines = [
            "Accept: text/html", f"Origin: http://{self.host}", f"Content-Length: {len(body)}",
            "Content-Type: application/x-www-form-urlencoded",
        ]  # fmt: skip
        return self._head("POST", path, lines) + body

    def _head(self, method: str, path: str, lines: list[str]) -> bytes:
        cookies = f"Cookie: sessionid={self.place.cookie}; csrftoken={TOKEN}"
        every = [f"{method} {path} HTTP/1.1", f"Host: {self.host}", "Accept-Language: en", cookies]
        return ("\r\n".join([*every, *lines]) + "\r\n\r\n").encode()


async def pages(bench: Bench) -> None:
    """W4 on PostgreSQL; where there is none, on SQLite."""
    network = bench.network or bench.sqlite
    for messages in (1000, 10_000) if bench.quick else (1000, 100_000):
        bench.say(f"W4: a room of {messages} messages")
        with setting(network, rooms=1, size=20, messages=messages) as (places, server):
            host = f"127.0.0.1:{server.port}"
            await _history(bench, host, places[0], messages)
            if messages > 1000:
                await _room_page(bench, host, places[0])
                await _form(bench, host, places[0])


async def _history(bench: Bench, host: str, room: list[Place], messages: int) -> None:
    def request(browser: Browser) -> bytes:
        return browser.get(f"/g/{browser.place.group}/messages/", "application/json")

    alone = await _asked(bench, host, room[:1], request, b'"messages"')
    bench.note(f"history {messages} p50", alone.delay_ms(0.5), wrong=alone.wrong)
    bench.note(f"history {messages} p99", alone.delay_ms(0.99), wrong=alone.wrong)


async def _room_page(bench: Bench, host: str, room: list[Place]) -> None:
    def request(browser: Browser) -> bytes:
        return browser.get(f"/g/{browser.place.group}/", "text/html")

    alone = await _asked(bench, host, room[:1], request, b"</html>")
    bench.note("room page p50", alone.delay_ms(0.5), wrong=alone.wrong)
    many = await _asked(bench, host, room[:CLIENTS], request, b"</html>")
    bench.note("room pages a second", many.rate, wrong=many.wrong)


async def _form(bench: Bench, host: str, room: list[Place]) -> None:
    def request(browser: Browser) -> bytes:
        key = str(uuid.uuid4())
        return browser.post(f"/g/{browser.place.group}/messages/", key=key, body=WORDS[0])

    many = await _asked(bench, host, room[:CLIENTS], request, b"", status=303)
    bench.note("forms a second", many.rate, wrong=many.wrong, p50_ms=many.delay_ms(0.5))


async def _asked(
    bench: Bench,
    host: str,
    places: list[Place],
    request: Callable[[Browser], bytes],
    holds: bytes,
    status: int = 200,
) -> Asked:
    """Each client asks again as soon as it is answered, after one answer to warm up."""
    asked, browsers = Asked(), [Browser(host, place) for place in places]

    async def one(browser: Browser, until: float) -> None:
        while time.perf_counter() < until:
            began = time.perf_counter()
            code, body = await browser.ask(request(browser))
            asked.delays.append(time.perf_counter() - began)
            asked.wrong += code != status or holds not in body

    for browser in browsers:
        await browser.open()
        await browser.ask(request(browser))
    began = time.perf_counter()
    until = began + bench.step_seconds
    await asyncio.gather(*(one(browser, until) for browser in browsers))
    asked.seconds = time.perf_counter() - began
    for browser in browsers:
        browser.writer.close()
    if asked.wrong:
        bench.say(f"  {asked.wrong} of {len(asked.delays)} answers were not as they should be")
    return asked
