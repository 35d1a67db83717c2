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
    return await asyncio.get_running_loop().run_in_executor(_readers, tended, work)


def tended(work: Callable[[], T]) -> T:
    """Do it, and leave the thread's connection fit for the next piece of work.

    PostgreSQL's goes back to its pool; SQLite's stays open, but after an error.
    """
    try:
        return work()
    except DatabaseError:
        connection.close()
        raise
    finally:
        if connection.vendor == "postgresql" and not connection.in_atomic_block:
            connection.close()
