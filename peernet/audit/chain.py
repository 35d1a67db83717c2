"""The hash that chains entries, and the walk that verifies a chain."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass

from peernet.kit import clock
from peernet.vault import keys

from .models import Entry, Head


def hash_of(entry: Entry) -> str:
    facts = [
        entry.chain,
        entry.number,
        clock.stamp(entry.at),
        entry.action,
        entry.actor,
        entry.subject,
        bytes(entry.reason).hex(),
        entry.previous,
    ]
    return keys.digest("audit", json.dumps(facts, ensure_ascii=True))


def seal_of(head: Head) -> str:
    return keys.digest("audit-head", f"{head.chain}|{head.number}|{head.hash}")


@dataclass(frozen=True)
class Broken:
    """The first entry of a chain that does not hold, and what is wrong with it."""

    chain: str
    number: int
    why: str


def verify(head: Head) -> Broken | None:
    return _walk(head, 0, "")


def _walk(head: Head, number: int, previous: str) -> Broken | None:
    rows = Entry.objects.filter(chain=head.chain, number__gt=number)
    for entry in rows.order_by("number").iterator():
        number += 1
        if entry.number != number:
            return Broken(head.chain, number, "missing")
        if entry.previous != previous or not hmac.compare_digest(entry.hash, hash_of(entry)):
            return Broken(head.chain, number, "altered")
        previous = entry.hash
    if (head.number, head.hash) != (number, previous) or head.seal != seal_of(head):
        return Broken(head.chain, number + 1, "the end of the chain is missing or altered")
    return None


def verify_end(head: Head, many: int = 500) -> Broken | None:
    """The newest entries and the seal over the end, for a page; `verify` walks all of it."""
    first = max(0, head.number - many)
    before = Entry.objects.filter(chain=head.chain, number=first).first() if first else None
    return _walk(head, first, before.hash if before else "")


def verify_all() -> tuple[dict[str, int], Broken | None]:
    """The number of entries a chain, up to and without the first broken one."""
    counts: dict[str, int] = {}
    known = Head.objects.values("chain")
    stray = Entry.objects.exclude(chain__in=known).order_by("id").first()
    if stray:
        return counts, Broken(stray.chain, stray.number, "belongs to no chain")
    for head in Head.objects.order_by("chain"):
        broken = verify(head)
        if broken:
            return counts, broken
        counts[head.chain] = head.number
    return counts, None
