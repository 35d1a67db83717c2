"""A lean WebSocket client: one member's socket that notes what it hears, and when.

The `websockets` library would itself be the bottleneck: what is wanted here is a server's limit.
"""

from __future__ import annotations

import asyncio
import os
import time
from typing import Protocol

MASK = os.urandom(4)  # frames of clients are masked; one mask serves, nobody is protected here
OPENS_SECONDS = 60
TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA


class News(Protocol):
    """What one frame told: the numbers of the messages in it, in order."""

    numbers: tuple[int, ...]


class Dialect(Protocol):
    """How one server is spoken to and understood."""

    def request(self, place: object) -> bytes: ...
    def greeting(self, place: object) -> str: ...
    def say(self, place: object, number: int) -> str: ...
    def read(self, payload: bytes) -> News | None: ...


def framed(opcode: int, payload: bytes) -> bytes:
    """A client's frame."""
    size = len(payload)
    if size < 126:
        head = bytes((0x80 | opcode, 0x80 | size))
    else:
        head = bytes((0x80 | opcode, 0x80 | 126)) + size.to_bytes(2, "big")
    mask = int.from_bytes((MASK * (size // 4 + 1))[:size], "big")
    return head + MASK + (int.from_bytes(payload, "big") ^ mask).to_bytes(size, "big")


class Ear(asyncio.Protocol):
    """One socket. `heard` holds a pair (when, news) for each frame with messages in it."""

    def __init__(self, dialect: Dialect, place: object) -> None:
        self.dialect, self.place = dialect, place
        self.heard: list[tuple[float, News]] = []
        self.answers: list[bytes] = []
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.greeted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.closed = False
        self.close_code = 0
        self._parts: list[bytes] = []
        self._size, self._need, self._shaken = 0, 2, False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.WriteTransport = transport  # type: ignore[assignment]
        self.transport.write(self.dialect.request(self.place))

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = True
        for future in (self.opened, self.greeted):
            if not future.done():
                future.set_exception(ConnectionError(f"closed ({self.close_code})"))
                future.exception()  # looked at, so that nobody is told of it at the end

    def say(self, text: str) -> None:
        self.transport.write(framed(TEXT, text.encode()))

    def data_received(self, data: bytes) -> None:
        self._parts.append(data)
        self._size += len(data)
        if self._size < self._need:
            return
        buffer = data if len(self._parts) == 1 else b"".join(self._parts)
        used = self._frames(buffer) if self._shaken else self._handshake(buffer)
        rest = buffer[used:]
        self._parts, self._size = ([rest] if rest else []), len(rest)

    def _handshake(self, buffer: bytes) -> int:
        end = buffer.find(b"\r\n\r\n") + 4
        if end < 4:
            self._need = len(buffer) + 1
            return 0
        if not buffer.startswith(b"HTTP/1.1 101"):
            self.close_code = int(buffer[9:12])
            self.transport.close()
            return len(buffer)
        self._shaken = True
        self.opened.set_result(None)
        greeting = self.dialect.greeting(self.place)
        if greeting:
            self.say(greeting)
        elif not self.greeted.done():
            self.greeted.set_result(None)
        return end + self._frames(buffer[end:])

    def _frames(self, buffer: bytes) -> int:
        """Take every whole frame; how many bytes they were."""
        at, end, now = 0, len(buffer), time.perf_counter()
        self._need = 2
        while end - at >= 2:
            size, start = buffer[at + 1] & 127, at + 2
            if size > 125:
                start += 2 if size == 126 else 8
                size = int.from_bytes(buffer[at + 2 : start], "big") if end >= start else 0
            if end < start + size:
                self._need = start + size - at
                break
            if buffer[at] & 15 == TEXT:
                self._hear(buffer[start : start + size], now)
            else:
                self._tend(buffer[at] & 15, buffer[start : start + size])
            at = start + size
        return at

    def _hear(self, payload: bytes, now: float) -> None:
        news = self.dialect.read(payload)
        if news is not None:
            self.heard.append((now, news))
            return
        self.answers.append(payload)
        if not self.greeted.done():
            self.greeted.set_result(None)

    def _tend(self, opcode: int, payload: bytes) -> None:
        if opcode == PING:
            self.transport.write(framed(PONG, payload))
        elif opcode == CLOSE:
            self.close_code = int.from_bytes(payload[:2], "big")
            self.transport.close()


async def open_all(
    dialect: Dialect, places: list[object], port: int, *, at_once: int = 32
) -> list[Ear]:
    """Sockets for all these places, open and greeted, in the places' order."""
    left = iter(enumerate(places))
    ears: list[Ear | None] = [None] * len(places)

    async def some() -> None:
        for number, place in left:
            ears[number] = await _open(dialect, place, port)

    tasks = [asyncio.create_task(some()) for _ in range(at_once)]
    try:
        await asyncio.gather(*tasks)
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await close_all([ear for ear in ears if ear is not None])
        raise
    return ears  # type: ignore[return-value]


async def _open(dialect: Dialect, place: object, port: int) -> Ear:
    loop = asyncio.get_running_loop()
    _, ear = await loop.create_connection(lambda: Ear(dialect, place), "127.0.0.1", port)
    await asyncio.wait_for(ear.opened, OPENS_SECONDS)
    await asyncio.wait_for(ear.greeted, OPENS_SECONDS)
    return ear


async def close_all(ears: list[Ear]) -> None:
    for ear in ears:
        ear.transport.close()
    await asyncio.sleep(0.3)
