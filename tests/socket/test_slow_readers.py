"""Somebody who stops reading is cut off with 4408; memory stays bounded, the others hear on."""

from __future__ import annotations

import asyncio
from typing import Any

from groups import wire
from groups.wire import Wire


class Transport:
    """A transport whose reader takes nothing."""

    def __init__(self, takes: bool) -> None:
        self.dataBuffer, self.offset, self._tempDataLen = b"", 0, 0
        self.connected, self.disconnecting, self.socket = True, False, self
        self.takes = takes
        self.written: list[bytes] = []
        self.aborted = False

    def abortConnection(self) -> None:
        self.aborted = True

    def send(self, data: bytes) -> int:
        """The kernel: takes all, or nothing."""
        if not self.takes:
            raise BlockingIOError
        self.written.append(data)
        return len(data)

    def write(self, data: bytes) -> None:
        self.written.append(data)
        if not self.takes:
            self._tempDataLen += len(data)


def a_wire(transport: Transport) -> tuple[Wire, list[bool]]:
    class Protocol:
        pass

    async def send(_protocol: Any, message: dict[str, Any]) -> None:
        return None

    from functools import partial

    protocol = Protocol()
    protocol.transport = transport  # type: ignore[attr-defined]
    cut: list[bool] = []
    return Wire(partial(send, protocol), lambda: cut.append(True)), cut


def test_a_reader_who_keeps_up_gets_everything_at_once() -> None:
    async def talk() -> None:
        transport = Transport(takes=True)
        line, cut = a_wire(transport)
        for _ in range(1000):
            line.write("x" * 10_000)
        assert len(transport.written) == 1000 and not cut

    asyncio.run(talk())


def test_a_reader_who_stops_is_cut_off_before_two_megabytes() -> None:
    async def talk() -> None:
        transport = Transport(takes=False)
        line, cut = a_wire(transport)
        for _ in range(1000):
            line.write("x" * 10_000)
        assert cut == [True], "told once"
        assert transport._tempDataLen < wire.HOLD_BYTES + 20_000
        assert line._queued <= wire.CLOSE_BYTES

    asyncio.run(talk())


def test_a_reader_who_is_behind_too_long_is_cut_off(monkeypatch: Any) -> None:
    monkeypatch.setattr(wire, "BEHIND_SECONDS", 0.3)
    monkeypatch.setattr(wire, "AGAIN_SECONDS", 0.05)

    async def talk() -> None:
        transport = Transport(takes=False)
        line, cut = a_wire(transport)
        for _ in range(40):
            line.write("x" * 10_000)
        assert not cut
        await asyncio.sleep(0.6)
        assert cut == [True]

    asyncio.run(talk())


def test_a_reader_who_catches_up_gets_the_rest_in_order(monkeypatch: Any) -> None:
    monkeypatch.setattr(wire, "AGAIN_SECONDS", 0.02)

    async def talk() -> None:
        transport = Transport(takes=False)
        line, cut = a_wire(transport)
        for number in range(40):
            line.write(f"{number:04}" + "x" * 10_000)
        transport.takes, transport._tempDataLen = True, 0
        await asyncio.sleep(0.1)
        order = [int(data[4:8]) for data in transport.written]
        assert order == list(range(40)) and not cut

    asyncio.run(talk())


def test_frames_are_built_as_the_rfc_says() -> None:
    for size, head in ((5, b"\x81\x05"), (200, b"\x81\x7e\x00\xc8"), (70_000, b"\x81\x7f")):
        frame = wire._framed("x" * size)
        assert frame.startswith(head) and frame.endswith(b"x" * size)


def test_a_line_that_answers_no_ping_is_dropped_and_one_that_does_stays() -> None:
    for answers in (True, False):
        transport = Transport(takes=True)
        line, _ = a_wire(transport)
        line.ping()
        assert transport.written == [b"\x89\x00"]
        if answers:
            line._ponged()
        line.drop_if_silent()
        assert transport.aborted is not answers


def test_a_pong_is_known_by_its_bytes_and_everything_else_is_passed_on() -> None:
    passed: list[bytes] = []

    class Protocol:
        def __init__(self) -> None:
            self.data, self.current_frame, self.inside_message = b"", None, False

        def dataReceived(self, data: bytes) -> None:
            passed.append(data)

    line, _ = a_wire(Transport(takes=True))
    protocol: Any = Protocol()
    line._hear_whole_frames(protocol)
    pong = b"\x8a\x80abcd"
    line.ping()
    protocol.dataReceived(pong)
    assert not line._pinged and passed == []
    for other in (b"\x89\x80abcd", pong + pong, b"\x8a\x81abcde"):
        protocol.dataReceived(other)
    protocol.data = b"half a frame"
    protocol.dataReceived(pong)
    assert passed == [b"\x89\x80abcd", pong + pong, b"\x8a\x81abcde", pong]
    line.end()
    protocol.data = b""
    protocol.dataReceived(pong)
    assert passed[-1] == pong and len(passed) == 5, "an ended line is Autobahn's alone"
