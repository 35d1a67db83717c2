"""Writes text frames to one socket and knows how much of it is still on its way.

On Daphne a frame is built once and written to the transport as it is: Daphne's own `send` builds it
anew for every socket, and refuses what is larger than its limit for incoming frames. Neither waits
nor says no, so the count of unsent bytes is the only guard against somebody who stopped reading
(safety F8). On another server `send` waits by itself, and a pump sends one frame after the other.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

HOLD_BYTES = 256 * 1024  # more than this unsent: what follows waits here
CLOSE_BYTES = 1024 * 1024
BEHIND_SECONDS = 20
AGAIN_SECONDS = 0.25
PING_SECONDS, PONG_SECONDS = 10, 5

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Wire:
    """One socket's way out. `too_slow` is called once when its reader cannot keep up."""

    __slots__ = ("_behind_since", "_closing", "_lost", "_pinged", "_protocol", "_pump", "_queue", "_queued", "_send", "_too_slow", "_transport")  # fmt: skip

    def __init__(self, send: Send, too_slow: Callable[[], None]) -> None:
        self._send = send
        self._too_slow = too_slow
        self._transport = _transport_of(send)
        self._queue: deque[str] | None = None  # most lines never need one
        self._queued = 0
        self._behind_since = 0.0
        self._pump: asyncio.Task[None] | None = None
        self._lost = False
        self._pinged = False
        self._protocol: Any = None
        if self._transport is not None:
            self._hear_whole_frames(send.args[0])  # type: ignore[attr-defined]

    # --- Is anybody there? ---

    def ping(self) -> None:
        """Every PING_SECONDS; on another server than Daphne the server does it itself."""
        if self._transport is not None and not self._lost:
            self._pinged = True
            _straight(self._transport, _PING)

    def _hear_whole_frames(self, protocol: Any) -> None:
        """Autobahn's own pinging makes two timers, a random payload and a log line for each, and
        takes the answer apart like any frame: three quarters of what ten thousand idle lines cost
        (bench/README.md)."""
        if hasattr(protocol, "current_frame"):
            self._protocol = protocol
            protocol.onPong = self._ponged
            protocol.dataReceived = self._received

    def _received(self, data: bytes) -> None:
        """What comes whole is known by its bytes: an empty pong, and short texts, which is nearly
        everything that members send. All else is Autobahn's, which makes three objects and ten
        calls of each frame."""
        protocol = self._protocol
        if not protocol.data and protocol.current_frame is None and not protocol.inside_message:
            if len(data) == _PONG_LENGTH and data.startswith(_PONG_HEAD):
                self._ponged()
                return
            said = texts(data)
            if said is not None and protocol.state == protocol.STATE_OPEN:
                for text in said:
                    protocol.onMessage(text, isBinary=False)
                return
        type(protocol).dataReceived(protocol, data)

    def _ponged(self, _payload: bytes = b"") -> None:
        self._pinged = False

    def drop_if_silent(self) -> None:
        """PONG_SECONDS after a ping: no answer, so the line is dead whatever the kernel says."""
        if self._pinged and self._transport is not None:
            self._pinged = False
            self._transport.abortConnection()

    # --- The way out ---

    def write(self, text: str) -> None:
        if self._lost:
            return
        if self._transport is not None and not self._queue and self._unsent() < HOLD_BYTES:
            _straight(self._transport, _framed(text))
            return
        if self._queue is None:
            self._queue = deque()
        self._queue.append(text)
        self._queued += len(text)
        if self._queued + self._unsent() > CLOSE_BYTES:
            self._give_up()
        elif self._pump is None:
            self._behind_since = time.monotonic()
            self._pump = asyncio.ensure_future(self._drain())

    def _unsent(self) -> int:
        """Bytes that Twisted holds because the kernel took no more."""
        transport = self._transport
        if transport is None:
            return 0
        held: int = len(transport.dataBuffer) - transport.offset + transport._tempDataLen
        return held

    async def _drain(self) -> None:
        while self._queue and not self._lost:
            if self._unsent() < HOLD_BYTES:
                text = self._queue.popleft()
                self._queued -= len(text)
                await self._put(text)
            elif time.monotonic() - self._behind_since > BEHIND_SECONDS:
                self._give_up()
            else:
                await asyncio.sleep(AGAIN_SECONDS)
        self._pump = self._queue = None

    async def _put(self, text: str) -> None:
        if self._transport is not None:
            _straight(self._transport, _framed(text))
        else:
            await self._send({"type": "websocket.send", "text": text})

    def _give_up(self) -> None:
        self.end()
        self._too_slow()

    def end(self) -> None:
        self._lost = True
        self._queue = None
        if self._protocol is not None:  # or the two would keep each other
            for name in ("onPong", "dataReceived"):
                vars(self._protocol).pop(name, None)
            self._protocol = None

    def close(self, code: int) -> None:
        """The last frame; what was queued and not sent is dropped (she comes back with a cursor)."""
        self.end()
        self._closing = asyncio.ensure_future(self._send({"type": "websocket.close", "code": code}))


_PING = b"\x89\x00"
_PONG_HEAD, _PONG_LENGTH = b"\x8a\x80", 6  # masked, without a payload
_TEXT, _MASKED, _TWO_BYTES = 0x81, 0x80, 126  # a text's first byte; its second, where the length is
_HEAD = 6  # the fewest bytes of a masked frame


def texts(data: bytes) -> list[bytes] | None:
    """The words of whole text frames, masked, not compressed and of less than 64 KiB (RFC 6455,
    5.2); None where anything else is among them, also words that are no UTF-8."""
    said, at = [], 0
    while at < len(data):
        if len(data) < at + _HEAD or data[at] != _TEXT or data[at + 1] < _MASKED:
            return None
        size, begin = data[at + 1] - _MASKED, at + 2
        if size == _TWO_BYTES:
            size, begin = int.from_bytes(data[begin : begin + 2], "big"), begin + 2
        # What is shorter needs no two bytes of length; what is longer has eight of them.
        if (size < _TWO_BYTES) is not (begin == at + 2):
            return None
        at = begin + 4 + size
        text = _unmasked(data[begin : begin + 4], data[begin + 4 : at]) if at <= len(data) else None
        if text is None:
            return None
        said.append(text)
    return said


def _unmasked(mask: bytes, masked: bytes) -> bytes | None:
    size = len(masked)
    plain = int.from_bytes(masked, "big") ^ int.from_bytes((mask * (size // 4 + 1))[:size], "big")
    said = plain.to_bytes(size, "big")
    try:
        said.decode()
    except UnicodeDecodeError:
        return None  # Autobahn ends the line with the code that is due
    return said


_last: tuple[str, bytes] = ("", b"")


def _framed(text: str) -> bytes:
    """An unmasked text frame (RFC 6455, 5.2). The same text for a whole room is built once."""
    global _last
    if _last[0] is text:
        return _last[1]
    payload = text.encode("utf-8", "replace")
    size = len(payload)
    if size < 126:
        head = bytes((0x81, size))
    elif size < 65536:
        head = b"\x81\x7e" + size.to_bytes(2, "big")
    else:
        head = b"\x81\x7f" + size.to_bytes(8, "big")
    _last = (text, head + payload)
    return _last[1]


def _straight(transport: Any, frame: bytes) -> None:
    """To the kernel at once when Twisted holds nothing back, else behind what it holds.

    Twisted's own `write` waits for the next turn and tells the loop to watch the socket, for every
    frame; in many small rooms that was a quarter of all work (bench/README.md).
    """
    if not transport.connected or transport.disconnecting:
        return
    if not transport._tempDataLen and len(transport.dataBuffer) == transport.offset:
        try:
            sent = transport.socket.send(frame)
        except (BlockingIOError, InterruptedError):
            sent = 0
        except OSError:
            return  # the other side is gone; Twisted learns it by itself
        if sent == len(frame):
            return
        frame = frame[sent:]
    transport.write(frame)


def _transport_of(send: Any) -> Any:
    """Daphne's Twisted transport behind its `send`, or None on another server."""
    try:
        transport = send.args[0].transport
        plain = isinstance(transport.dataBuffer, bytes) and hasattr(transport.socket, "send")
        return transport if plain else None
    except (AttributeError, IndexError):
        return None


class _Forgotten:
    """Stands where Daphne kept the request; its log of closings asks for a path."""

    path = ""


def forget_handshake(send: Any) -> None:
    """Let Daphne forget what the browser said to open this socket: cookie, address, headers.

    They would stay in memory, some twice or thrice, for as long as the page is open.
    """
    try:
        protocol = send.args[0]
        protocol.request = _Forgotten
        protocol.client_addr = None
        protocol.clean_headers = protocol.websocket_protocols = protocol.websocket_extensions = []
        protocol.http_headers = protocol.http_request_params = {}
        protocol.http_request_data = b""
        protocol.http_response_data = protocol._wskey = protocol.peer = ""
        protocol._transport_details = None  # the address again, and the headers
        vars(protocol).pop("application_deferred", None)
    except (AttributeError, IndexError, TypeError):
        return  # another server keeps what it keeps
