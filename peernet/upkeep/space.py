"""Gives back what was deleted: SQLite's free pages in steps, and the log that still holds them."""

from __future__ import annotations

import time

from django.db import connection

PAGES = 32  # a step: the lock it takes stays below 100 ms
MOST_SECONDS = 20  # a round; the rest waits for the next
PAUSE_SECONDS = 0.01  # between steps, so that those who write come in


def give_back(most_seconds: float = MOST_SECONDS) -> int:
    """How many pages went back. PostgreSQL's autovacuum does this by itself."""
    if connection.vendor != "sqlite":
        return 0
    given, ends = 0, time.monotonic() + most_seconds
    while _free_pages() and time.monotonic() < ends:
        began = time.monotonic()
        given += _step()
        time.sleep(max(PAUSE_SECONDS, 2 * (time.monotonic() - began)))
    empty_log()
    return given


def empty_log() -> None:
    """Truncate the write-ahead log: what was erased is not left standing in it."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        _pragma("wal_checkpoint(PASSIVE)")  # the long part, while others write
        _pragma("wal_checkpoint(TRUNCATE)")


def _step() -> int:
    before = _free_pages()
    _pragma(f"incremental_vacuum({PAGES})")
    return max(0, before - _free_pages()) or PAGES


def _free_pages() -> int:
    return int(_pragma("freelist_count")[0][0])


def _pragma(what: str) -> list[tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {what}")  # a constant of this module
        return list(cursor.fetchall())
