"""How commands print facts: people's lines, or one JSON object with --json."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser


class FactCommand(BaseCommand):
    """A command that ends in facts. With --json they are printed as one object on one line."""

    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the facts as JSON")

    def tell(self, options: dict[str, Any], facts: dict[str, Any], lines: list[str]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(facts, ensure_ascii=False))
        else:
            for line in lines:
                self.stdout.write(line)


def spaced(code: str) -> str:
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))
