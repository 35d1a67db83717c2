"""What our server spares its lines: looks, and settings of their own."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from peernet.upkeep import server as ours


class Reactor:
    """Stands where Twisted's does, and only remembers what it should call later."""

    def __init__(self) -> None:
        self.later: list[Any] = []

    def callLater(self, seconds: float, again: Any) -> None:
        self.later.append(again)


class Line:
    def __init__(self, state: int | None = None) -> None:
        self.state = state
        self.looked = 0
        self.excused: list[Exception] = []

    def check_timeouts(self) -> None:
        self.looked += 1

    def handle_exception(self, exception: Exception) -> None:
        self.excused.append(exception)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> ours.SparingServer:
    reactor = Reactor()
    monkeypatch.setattr(ours, "reactor", reactor)
    monkeypatch.setattr("daphne.server.reactor", reactor)
    server = ours.SparingServer(application=None, endpoints=["tcp:0"])
    server.connections, server.later = {}, reactor.later
    return server


def test_an_open_socket_costs_no_look_and_everything_else_has_its_time(server: Any) -> None:
    request, opening, socket = Line(), Line(0), Line(3)
    server.connections = dict.fromkeys((request, opening, socket))
    server.timeout_checker()
    assert (request.looked, opening.looked, socket.looked) == (1, 1, 0)
    assert server.later == [server.timeout_checker]


def test_lines_that_ended_are_let_go_of_and_the_others_not_looked_at(server: Any) -> None:
    async def act() -> None:
        lines = {name: Line(3) for name in ("stays", "left", "broke", "hangs")}

        async def breaks() -> None:
            raise ValueError("broke")

        async def hear(scope: Any, receive: Any, send: Any) -> None:
            await {"left": receive, "broke": breaks}.get(scope["who"], asyncio.Event().wait)()

        server.application = hear
        queues = {}
        for name, line in lines.items():
            server.connections[line] = {}
            queues[name] = server.create_application(line, {"who": name})
        queues["left"].put_nowait({})
        server.protocol_disconnected(lines["left"])
        server.protocol_disconnected(lines["hangs"])
        server.connections[lines["hangs"]]["disconnected"] -= 60
        await asyncio.sleep(0.01)
        server.application_checker()
        assert set(server.connections) == {lines["stays"], lines["broke"], lines["hangs"]}
        assert [str(no) for no in lines["broke"].excused] == ["broke"]
        await asyncio.sleep(0.01)  # what took too long was told to end
        server.application_checker()
        assert set(server.connections) == {lines["stays"], lines["broke"]}
        server.protocol_disconnected(lines["broke"])
        server.application_checker()
        assert set(server.connections) == {lines["stays"]}
        server.connections[lines["stays"]]["application_instance"].cancel()

    asyncio.run(act())
    assert server.later == [server.application_checker] * 3


def test_settings_stand_once_for_all_lines() -> None:
    from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol

    before = set(vars(WebSocketProtocol))
    factory = WebSocketFactory(None)
    factory.setProtocolOptions(maxFramePayloadSize=12_345)
    try:
        ours._share(factory)
        line = WebSocketProtocol()
        assert line.maxFramePayloadSize == 12_345
        assert line.perMessageCompressionAccept([]) is None
        assert "maxFramePayloadSize" not in vars(line)
    finally:
        for name in set(vars(WebSocketProtocol)) - before:
            delattr(WebSocketProtocol, name)
