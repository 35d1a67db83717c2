"""Runs database work for sockets in a few threads of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import DatabaseError, connection

T = TypeVar("T")
READERS = 4

_readers = ThreadPoolExecutor(READERS, thread_name_prefix="read")


async def in_thread(work: Callable[[], T]) -> T:
    """The result of `work`, done by one of the readers."""
    return await asyncio.get_running_loop().run_in_executor(_readers, _read, work)


def _read(work: Callable[[], T]) -> T:
    """While more waits the connection stays with the thread: to give it back, fetch it again and
    ask whether it still stands is a quarter of what opening a line costs (bench/README.md)."""
    return tended(work, lambda: not _readers._work_queue.empty())


def tended(work: Callable[[], T], keeps: Callable[[], bool] = lambda: False) -> T:
    """Do it, and leave the thread's connection fit for the next piece of work.

    PostgreSQL's goes back to its pool, but for `keeps`; SQLite's stays open, but after an error.
    """
    try:
        return work()
    except DatabaseError:
        connection.close()
        raise
    finally:
        if connection.vendor == "postgresql" and not connection.in_atomic_block and not keeps():
            connection.close()
