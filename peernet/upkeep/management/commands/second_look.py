"""second_look: reads one text a line from standard input, prints one JSON line each."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from groups import safety


class Command(BaseCommand):
    help = "Reads one text a line from standard input and prints what the second look sees in it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="the lines are JSON in any case")

    def handle(self, *args: Any, **options: Any) -> None:
        for line in sys.stdin.buffer:
            text = line.decode("utf-8", "replace").rstrip("\r\n")
            found = [
                {"kind": f.kind, "rule": f.rule, "start": f.start, "end": f.end}
                for f in safety.scan(text)
            ]
            self.stdout.write(json.dumps({"findings": found}))
