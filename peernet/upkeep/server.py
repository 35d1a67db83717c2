"""Daphne's server, spared what thousands of idle lines do not need (figures: bench/README.md)."""

from __future__ import annotations

import time
from typing import Any

from autobahn.twisted import websocket
from autobahn.websocket import protocol as autobahn
from daphne.server import Server
from daphne.ws_protocol import WebSocketProtocol
from twisted.internet import reactor as _reactor

reactor: Any = _reactor  # typed as a module without its methods

CHECKS_SECONDS = 5
_COMES_BACK_SECONDS = 1


class SparingServer(Server):  # type: ignore[misc]
    """Looks at all its lines every few seconds; Daphne does so every second or two.

    What it looks for is not urgent: whether a line's work has ended, whether a request's 120
    seconds are up. (Who does not answer a ping is the hub's to find.)
    """

    _checked_applications = _checked_times = 0.0

    def run(self) -> None:
        _spare_the_debug_log()
        super().run()

    def listen_success(self, port: Any) -> None:
        _share(self.ws_factory)
        super().listen_success(port)

    def application_checker(self) -> None:
        now = time.monotonic()
        if now - self._checked_applications < CHECKS_SECONDS:
            reactor.callLater(_COMES_BACK_SECONDS, self.application_checker)
            return
        self._checked_applications = now
        super().application_checker()

    def timeout_checker(self) -> None:
        now = time.monotonic()
        if now - self._checked_times < CHECKS_SECONDS:
            reactor.callLater(_COMES_BACK_SECONDS, self.timeout_checker)
            return
        self._checked_times = now
        super().timeout_checker()


def _share(factory: Any) -> None:
    """Autobahn copies 26 settings to every line, unless it finds them there: on the class."""
    for name in WebSocketProtocol.CONFIG_ATTRS:
        value = getattr(factory, name)
        setattr(WebSocketProtocol, name, staticmethod(value) if callable(value) else value)


def _spare_the_debug_log() -> None:
    """Autobahn colours names at every frame and prints all its settings at every new line, for a
    log that nobody keeps: a third of what connecting costs."""
    for module in (websocket, autobahn):
        for name in ("hltype", "hlval", "pformat"):
            if hasattr(module, name):
                setattr(module, name, lambda *_, **__: "")
