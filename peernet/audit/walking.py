"""Upkeep walks every chain from its first entry to its last, some at a time, again and again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from peernet.kit import clock
from peernet.vault import keys

from . import chain
from .models import Head, Walk

A_ROUND = 2000  # entries of one chain in one round of upkeep: some tenths of a second
REST = timedelta(hours=6)  # between two passes along a chain


@dataclass(frozen=True)
class Status:
    """What may honestly be said of a chain: the newest looked at now, all of it at the last pass."""

    first: int
    last: int
    broken: chain.Broken | None
    whole_at: datetime | None
    whole_number: int


def walk(now: datetime) -> int:
    """One step along every chain; how many entries were looked at."""
    return sum(_step(head, now) for head in Head.objects.order_by("chain"))


def _step(head: Head, now: datetime) -> int:
    row = _row(head.chain)
    if row.number == 0 and row.whole_at and now - row.whole_at < REST and row.broken_at is None:
        return 0
    place, broken = chain.beginning(head.chain)
    if row.number > place.number:  # else the pass begins, or the cut went past it
        place = chain.Place(row.number, row.hash)
    first = place.number
    broken = broken or chain.advance(head, place, A_ROUND)
    done = place.number - first
    if broken is None and done < A_ROUND and place.number < head.number:
        broken = chain.Broken(head.chain, place.number + 1, chain.CUT)
    at_end = broken is None and place.number >= head.number
    if at_end:
        broken = _end(head, place)
    _keep(row, place, broken, at_end and broken is None, now)
    return done


def _end(head: Head, place: chain.Place) -> chain.Broken | None:
    if (head.number, head.hash) != (place.number, place.hash):
        return chain.Broken(head.chain, place.number + 1, chain.CUT)
    return chain.check_end(head)


def _keep(
    row: Walk, place: chain.Place, broken: chain.Broken | None, whole: bool, now: datetime
) -> None:
    """A break is kept until a whole pass finds none; after either the next pass begins anew."""
    if broken is not None:
        row.broken_at, row.broken_number = now, broken.number
    elif whole:
        row.broken_at, row.broken_number = None, 0
        row.whole_at, row.whole_number = now, place.number
    over = broken is not None or whole
    row.number, row.hash = (0, "") if over else (place.number, place.hash)
    row.seal = _seal_of(row)
    row.save()


def _row(name: str) -> Walk:
    """Where the walk stands; from the first entry where that is not known for sure."""
    row = Walk.objects.filter(pk=name).first()
    return row if row is not None and row.seal == _seal_of(row) else Walk(chain=name)


def _seal_of(row: Walk) -> str:
    times = [clock.stamp(at) if at else "" for at in (row.whole_at, row.broken_at)]
    facts = [row.chain, row.number, row.hash, row.whole_number, row.broken_number, *times]
    return keys.digest("audit-walk", "|".join(str(fact) for fact in facts))


def status(head: Head) -> Status:
    first, broken = chain.verify_end(head)
    row = _row(head.chain)
    if broken is None and row.broken_at:
        broken = chain.Broken(head.chain, row.broken_number, "altered")
    return Status(first, head.number, broken, row.whole_at, row.whole_number)
