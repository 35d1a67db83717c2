"""backup FILE: one encrypted archive without the data keys, and FILE.keys with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from groups.management.facts import FactCommand
from peernet.upkeep import archive


class Command(FactCommand):
    help = "Writes one encrypted archive and, apart, the key file; may run while serving."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            facts = archive.backup(options["file"])
        except OSError as no:
            raise CommandError(
                f"{options['file']} cannot be written ({type(no).__name__})."
            ) from None
        rows = sum(facts["rows"].values())
        lines = [f"{rows} rows in {facts['archive']}", f"keys in {facts['keys']}: keep them apart"]
        self.tell(options, facts, lines)
