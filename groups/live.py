"""After the commit, tells what happened: drawn once a language in use, handed to the hub."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db import transaction

from peernet.accounts.models import Standing

from . import presenting
from .hub import hub
from .models import Group, Membership
from .presenting import Change, Event

_local = threading.local()


def announce(changes: Sequence[Change], group: Group) -> None:
    """Tell of messages of one group once this transaction is committed."""
    transaction.on_commit(partial(_tell, list(changes), group.time_zone), robust=True)


def announce_fact(group: Group, rev: int, fact: dict[str, Any], author: str = "") -> None:
    """Tell of something that is no message: `group`, `named`, `gone`."""
    event = presenting.fact_event(group.pk, rev, fact, author)
    transaction.on_commit(partial(_hand_over, [event]), robust=True)


def announce_name(member: Membership) -> None:
    """Tell of a changed (or erased) pseudonym."""
    event = presenting.named_event(member)
    transaction.on_commit(partial(_hand_over, [event]), robust=True)


def tell_one(kind: str, of: str) -> None:
    """Something for one person, or for the facilitators: sockets read it by its id within a
    second, on every process. Call in the verb's transaction."""
    Standing.objects.create(kind=Standing.Kind.TOLD, of=of, note=kind)
    transaction.on_commit(hub.look_soon, robust=True)


def tell_desk(group_id: str) -> None:
    """What waits in this group changed: facilitators on duty are told how much it is now."""
    tell_one("desk", group_id)


def stands_otherwise(membership: Membership) -> None:
    """Who may hear changed: joined, ended, role, duty, blocks. Call in the verb's transaction."""
    Standing.objects.create(kind=Standing.Kind.MEMBERSHIP_CHANGED, of=membership.pk)
    transaction.on_commit(hub.look_soon, robust=True)


def _tell(changes: list[Change], zone: str) -> None:
    group_id = changes[0].message.group_id
    languages = hub.languages_in(group_id)
    if not languages:  # nobody listens in this process; others may
        _hand_over([Event(group_id, changes[-1].message.rev or 0, "", None, {})])
        return
    known = [change.message for change in changes if change.kind == "changed"]
    counts = presenting.counts_of(known) if known else {}
    _hand_over(presenting.events_of(changes, languages, zone, counts))


def _hand_over(events: list[Event]) -> None:
    gathered = getattr(_local, "gathered", None)
    if gathered is not None:
        gathered.extend(events)
    else:
        hub.hear_soon(events)


@contextmanager
def gathering() -> Iterator[list[Event]]:
    """Keep what this thread would tell, for the office to hand over behind its answers."""
    gathered: list[Event] = []
    _local.gathered = gathered
    try:
        yield gathered
    finally:
        _local.gathered = None
