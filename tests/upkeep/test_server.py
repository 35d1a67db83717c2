"""What our server spares its lines: looks, settings of their own, a log that nobody keeps."""

from __future__ import annotations

from typing import Any

import pytest

from peernet.upkeep import server as ours


class Clock:
    """Stands where Twisted's reactor does."""

    def __init__(self) -> None:
        self.now = 100.0
        self.later: list[tuple[float, Any]] = []

    def callLater(self, seconds: float, again: Any) -> None:
        self.later.append((seconds, again))


class Line:
    def __init__(self) -> None:
        self.looked = 0

    def check_timeouts(self) -> None:
        self.looked += 1


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(ours, "reactor", clock)
    monkeypatch.setattr("daphne.server.reactor", clock)
    monkeypatch.setattr(ours.time, "monotonic", lambda: clock.now)
    return clock


def test_lines_are_looked_at_every_few_seconds_and_for_ever(clock: Clock) -> None:
    server, line = ours.SparingServer(application=None, endpoints=["tcp:0"]), Line()
    server.connections = {line: {}}
    server.timeout_checker()
    for _ in range(3 * ours.CHECKS_SECONDS):
        seconds, again = clock.later.pop()
        assert again == server.timeout_checker
        clock.now += seconds
        again()
    assert 3 <= line.looked <= 4
    server.application_checker()
    assert clock.later.pop()[1] in (server.timeout_checker, server.application_checker)


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
