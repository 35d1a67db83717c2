"""The ordered list of what is forgotten, and when; every job may be run twice."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime

from django.db import DatabaseError, connection

from groups import conduct, counting
from groups import keeping as groups_keeping
from moderation import keeping as moderation_keeping
from peernet.accounts import keeping as accounts_keeping
from peernet.audit import cutting, walking
from peernet.kit import clock

from . import space

log = logging.getLogger("peernet.upkeep")

FORGETTING: list[tuple[str, Callable[[datetime], int]]] = [
    ("sessions and standing", accounts_keeping.forget),
    ("counts", counting.count),  # before anything is forgotten
    ("groups", groups_keeping.forget),
    ("the desk", moderation_keeping.forget),
    ("the trail, older than a year", cutting.cut),
    ("the trail, looked at", walking.walk),
]
ROUND_SECONDS = 300
LOG_SECONDS = 30  # an erasure is in no table and no log within a minute (product e6)
SETTLE_SECONDS = 2


def make_round(now: datetime, say: Callable[[str], object]) -> None:
    """One round: each app forgets what is due, a line each."""
    for name, forget in FORGETTING:
        say(f"{name}: {forget(now)}\n")
    say(f"pages given back: {space.give_back()}\n")
    say(f"rooms settled: {conduct.settle_rooms(now)}\n")


def keep_making(stop: threading.Event, say: Callable[[str], object]) -> None:
    """Rooms are settled every two seconds, the rest every five minutes, until told to stop."""
    due = log_due = 0.0
    while not stop.wait(SETTLE_SECONDS):
        try:
            conduct.settle_rooms(clock.now())
            if time.monotonic() >= log_due:
                log_due = time.monotonic() + LOG_SECONDS
                space.empty_log()
            if time.monotonic() >= due:
                due = time.monotonic() + ROUND_SECONDS
                make_round(clock.now(), lambda line: None)
        except DatabaseError:
            log.warning("upkeep could not reach the database; the next round tries again")
            connection.close()
