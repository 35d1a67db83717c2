"""words: the words that the whole network watches, kept by whoever runs the server."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from groups import access, wording
from groups.management.facts import FactCommand
from groups.safety import tables
from groups.safety.watched import BadRows
from groups.safety.watched import WatchedWord as Word
from groups.wording import NETWORK


class Command(FactCommand):
    help = "Lists, exports, imports and takes out the words that the whole network watches."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--list", action="store_true", help="print the words (the default)")
        what.add_argument("--export", action="store_true", help="print them as a CSV table")
        what.add_argument("--import", dest="table", metavar="FILE", help="add those of a CSV table")
        what.add_argument("--take-out", metavar="FILE", help="take out those of a CSV table")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["table"]:
            added = self._taken(lambda: _add(options["table"]))
            self.tell(options, {"added": added}, [f"{added} words added"])
        elif options["take_out"]:
            out = self._taken(lambda: _take_out(options["take_out"]))
            self.tell(options, {"taken_out": out}, [f"{out} words taken out"])
        elif options["export"]:
            self.stdout.write(tables.export_csv(_standing()), ending="")
        else:
            self._list(options)

    def _list(self, options: dict[str, Any]) -> None:
        words = _standing()
        facts = [{"word": w.word, "action": w.action, "note": w.note} for w in words]
        self.tell(options, {"words": facts}, [f"{w.word}: {w.action}" for w in words])

    def _taken(self, verb: Any) -> int:
        """All rows or none; each bad one is named on a line of its own."""
        try:
            return int(verb())
        except BadRows as no:
            for number, why in no.rows:
                self.stderr.write(f"row {number}: {why}")
            raise CommandError("Nothing was changed.") from None


def _add(name: str) -> int:
    return wording.add(NETWORK, *tables.sorted_out(_table(name), str(NETWORK.scope)))


def _take_out(name: str) -> int:
    return wording.take_out_words(NETWORK, tables.numbered(_table(name), str(NETWORK.scope)))


def _table(name: str) -> str:
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise CommandError(f"{name} cannot be read as UTF-8 text.") from None


def _standing() -> list[Word]:
    rows = access.watched_words(NETWORK.owner).filter(removed_at=None)
    words = [Word(row.word, row.follows, str(NETWORK.scope), row.note) for row in rows]
    return sorted(words, key=lambda one: one.word.casefold())
