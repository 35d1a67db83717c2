"""upkeep [--once]: retention, expiry, resting."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import CommandParser

from groups.management.facts import ReadyCommand
from peernet.kit import clock
from peernet.upkeep import rounds


class Command(ReadyCommand):
    help = "Makes rounds of upkeep until stopped, or one with --once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            rounds.make_round(clock.now(), lambda line: self.stdout.write(line.rstrip()))
            return
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        rounds.keep_making(stop, self.stdout.write)
