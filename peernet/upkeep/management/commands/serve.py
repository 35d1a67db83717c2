"""serve: Daphne's server started by us, with sockets closed before the loop stops."""

from __future__ import annotations

import asyncio
import gc
import logging
import math
import os
import signal
import sys
import threading
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from groups import safety
from groups.management.facts import check_database

FRAME_BYTES = 64 * 1024
BACKLOG = 1024  # a whole room coming back at once is not turned away
CLOSING_SECONDS = 10  # a slow reader may take this long to read its close frame
LAST_WORDS_SECONDS = 0.3
IMPATIENT_SECONDS = 2
# New objects before the youngest, the middle, all of them are looked through for what can go. With
# Python's 700 a quarter of what connecting costs beside thousands of lines is looking at these.
COLLECTS_AFTER = (20_000, 10, 10)
SWITCH_SECONDS = 0.001  # the loop gets its turn sooner while the office works

log = logging.getLogger("peernet.serve")


class Command(BaseCommand):
    help = "Serves pages and sockets."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bind", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=None)
        parser.add_argument("--upkeep", action="store_true", help="run upkeep inside")

    def handle(self, *args: Any, **options: Any) -> None:
        port = options["port"] if options["port"] is not None else port_from_environment()
        check_database()
        connection.close()
        if not settings.LIMITS_ON:
            log.warning("PEERNET_LIMITS is off: nothing slows down whoever guesses or floods.")
        try:
            safety.load()
        except safety.RuleError as no:  # names the file and the line
            raise CommandError(str(no)) from None
        server = _server(options["bind"], port)
        stop = threading.Event()
        if options["upkeep"]:
            threading.Thread(target=_upkeep, args=(stop,), name="upkeep", daemon=True).start()
        _stop_on_signals(server, stop)
        sys.setswitchinterval(SWITCH_SECONDS)
        gc.collect()
        gc.freeze()
        gc.set_threshold(*COLLECTS_AFTER)
        server.run()
        if not server.listening_addresses:
            raise CommandError(f"Port {port} of {options['bind']} cannot be had: is it in use?")


def port_from_environment() -> int:
    value = os.environ.get("PORT", "").strip() or "8000"
    if not (value.isascii() and value.isdigit() and 0 < int(value) < 65536):
        raise CommandError("PORT must be a number from 1 to 65535.")
    return int(value)


def _server(bind: str, port: int) -> Any:
    from daphne.endpoints import build_endpoint_description_strings

    from peernet.asgi import application
    from peernet.upkeep.server import SparingServer

    logging.getLogger("daphne").setLevel(logging.ERROR)  # its warnings hold addresses
    return SparingServer(
        application=application,
        endpoints=[
            f"{endpoint}:backlog={BACKLOG}"
            for endpoint in build_endpoint_description_strings(host=bind, port=port)
        ],
        signal_handlers=False,
        action_logger=None,
        http_timeout=120,
        websocket_timeout=-1,
        ping_interval=math.inf,  # the hub pings, 10/5 (groups/wire.py)
        websocket_max_message_size=FRAME_BYTES,
        websocket_max_frame_size=FRAME_BYTES,
        application_close_timeout=CLOSING_SECONDS,
        verbosity=0,
        server_name="",
    )


def _stop_on_signals(server: Any, stop: threading.Event) -> None:
    """INT and TERM: tell the sockets (4412), let that go out, then stop the loop."""
    loop = asyncio.get_event_loop()

    told: list[float] = []

    def begin(*_: Any) -> None:
        """The same press may arrive twice (a shell and a terminal); a later one is impatience."""
        if told and time.monotonic() - told[0] > IMPATIENT_SECONDS:
            os._exit(1)
        if not told:
            told.append(time.monotonic())
            stop.set()
            loop.call_soon_threadsafe(end)

    def end() -> None:
        from groups.hub import hub

        hub.close_all(4412)
        loop.call_later(LAST_WORDS_SECONDS, server.stop)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, begin)


def _upkeep(stop: threading.Event) -> None:
    from peernet.upkeep import rounds

    rounds.keep_making(stop, sys.stderr.write)
