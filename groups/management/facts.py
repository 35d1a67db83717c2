"""How commands begin and end: on a database that is fit for them; in lines, or JSON with --json."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from peernet.kit.words import one_line as tidied
from peernet.vault import keys

NAME_CHARS = 80  # as in the office


class ReadyCommand(BaseCommand):
    """A command that needs the database: one plain line, never a traceback, when it is not fit."""

    def execute(self, *args: Any, **options: Any) -> Any:
        check_database()
        try:
            return super().execute(*args, **options)
        except OperationalError as no:  # it went away meanwhile
            raise CommandError(_silent(no)) from None


class FactCommand(ReadyCommand):
    """A command that ends in facts. With --json they are printed as one object on one line."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the facts as JSON")

    def tell(self, options: dict[str, Any], facts: dict[str, Any], lines: list[str]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(facts, ensure_ascii=False))
        else:
            for line in lines:
                self.stdout.write(line)


def check_answers() -> None:
    try:
        connection.ensure_connection()
    except DatabaseError as no:
        raise CommandError(_silent(no)) from None


def check_database() -> None:
    """Raise CommandError unless it answers, is migrated, and opens with the vault's keys."""
    check_answers()
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("The database is not up to date: run `manage.py migrate` first.")
        keys.check()
    except DatabaseError as no:
        raise CommandError(_silent(no)) from None
    except keys.CannotOpen:
        raise CommandError(
            "PEERNET_VAULT_KEYS: these keys do not open this database's data keys."
        ) from None


def _silent(no: DatabaseError) -> str:
    return f"PEERNET_DATABASE_URL: the database does not answer ({type(no).__name__})."


def one_line(words: str, what: str, most: int) -> str:
    """What the office's forms would take for this, or CommandError: never empty, never too long."""
    line = tidied(words)
    if not 1 <= len(line) <= most:
        raise CommandError(f"{what} must be 1 to {most} characters.")
    return line


def spaced(code: str) -> str:
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))
