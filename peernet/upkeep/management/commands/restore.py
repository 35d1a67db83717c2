"""restore FILE --keys FILE.keys: into an empty database only; the erased stay erased."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from groups.management.facts import FactCommand
from peernet.upkeep import archive


class Command(FactCommand):
    help = "Restores an archive into an empty database and verifies it."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)
        parser.add_argument("--keys", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            facts = archive.restore(options["file"], options["keys"])
        except archive.Refused as no:
            raise CommandError(str(no)) from None
        lines = [
            f"{sum(facts['rows'].values())} rows restored",
            f"{facts['erased']} erased again, {facts['ended']} groups ended again",
            f"{facts['revoked']} codes revoked: hand out new ones",
            *(f"{name}: {count} entries hold" for name, count in facts["chains"].items()),
        ]
        self.tell(options, facts, lines)
