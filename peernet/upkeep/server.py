"""Daphne's server, spared what thousands of idle lines do not need (figures: bench/README.md)."""

from __future__ import annotations

from typing import Any

from autobahn.twisted import websocket
from autobahn.websocket import protocol as autobahn
from daphne.server import Server
from daphne.ws_protocol import WebSocketProtocol
from twisted.internet import reactor as _reactor

reactor: Any = _reactor  # typed as a module without its methods

LOOKS_SECONDS = 2


class SparingServer(Server):  # type: ignore[misc]
    """Daphne looks at every line each second whether its work has ended, and every two seconds
    whether its time is up. Here only those are looked at for which it can be true."""

    connections: dict[Any, dict[str, Any]]

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        self._ended: set[Any] = set()

    def run(self) -> None:
        _spare_the_debug_log()
        super().run()

    def listen_success(self, port: Any) -> None:
        _share(self.ws_factory)
        super().listen_success(port)

    def create_application(self, protocol: Any, scope: Any) -> Any:
        queue = super().create_application(protocol, scope)
        work = self.connections.get(protocol, {}).get("application_instance")
        if work is not None:
            work.add_done_callback(lambda _: self._ended.add(protocol))
        return queue

    def protocol_disconnected(self, protocol: Any) -> None:
        super().protocol_disconnected(protocol)
        self._ended.add(protocol)

    def application_checker(self) -> None:
        """Daphne's own look, at lines whose other end is gone or whose work has ended."""
        lines, ended, self._ended = self.connections, self._ended, set()
        self.connections = looked_at = {line: lines[line] for line in ended if line in lines}
        try:
            super().application_checker()
        finally:
            self.connections = lines
            for line in ended:
                if line not in looked_at:
                    lines.pop(line, None)
                elif "disconnected" in looked_at[line]:  # its work goes on: not for ever
                    self._ended.add(line)

    def timeout_checker(self) -> None:
        """An open socket's time is never up; who does not answer a ping is the hub's to find."""
        for protocol in list(self.connections):
            if getattr(protocol, "state", None) != WebSocketProtocol.STATE_OPEN:
                protocol.check_timeouts()
        reactor.callLater(LOOKS_SECONDS, self.timeout_checker)


def _share(factory: Any) -> None:
    """Autobahn copies its settings to every line, unless it finds them there: on the class."""
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
