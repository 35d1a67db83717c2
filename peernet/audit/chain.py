"""The hash that chains entries, and the walk that verifies a chain."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass

from peernet.kit import clock
from peernet.vault import keys

from .models import Cut, Entry, Head


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


def seal_of_cut(cut: Cut) -> str:
    return keys.digest("audit-cut", f"{cut.chain}|{cut.number}|{cut.hash}|{clock.stamp(cut.at)}")


CUT = "the end of the chain is missing or altered"


@dataclass(frozen=True)
class Broken:
    """The first entry of a chain that does not hold, and what is wrong with it."""

    chain: str
    number: int
    why: str


@dataclass
class Place:
    """Where a walk along a chain stands: up to here it holds."""

    number: int = 0
    hash: str = ""


def beginning(chain: str) -> tuple[Place, Broken | None]:
    """Where a chain begins: at its first entry, or behind the checkpoint of the yearly cut."""
    cut = Cut.objects.filter(pk=chain).first()
    if cut is None:
        return Place(), None
    if not hmac.compare_digest(cut.seal, seal_of_cut(cut)):
        return Place(), Broken(chain, 1, "the checkpoint is altered")
    left = Entry.objects.filter(chain=chain, number__lte=cut.number).order_by("number").first()
    place = Place(cut.number, cut.hash)
    return place, Broken(chain, left.number, "stands before the checkpoint") if left else None


def verify(head: Head) -> Broken | None:
    place, broken = beginning(head.chain)
    first = place.number
    broken = broken or advance(head, place) or check_end(head)
    if broken and beginning(head.chain)[0].number != first:  # upkeep cut it meanwhile
        return verify(head)
    return broken


def advance(head: Head, place: Place, most: int | None = None) -> Broken | None:
    """Walk on from this place towards the head's entry, at most so many entries."""
    rows = Entry.objects.filter(chain=head.chain, number__gt=place.number, number__lte=head.number)
    for entry in rows.order_by("number")[:most].iterator():
        if entry.number != place.number + 1:
            return Broken(head.chain, place.number + 1, "missing")
        whole = hmac.compare_digest(entry.hash, hash_of(entry))
        if entry.previous != place.hash or not whole:
            return Broken(head.chain, entry.number, "altered")
        place.number, place.hash = entry.number, entry.hash
    if most is None and (head.number, head.hash) != (place.number, place.hash):
        return Broken(head.chain, place.number + 1, CUT)
    return None


def check_end(head: Head) -> Broken | None:
    """Is the head as it was sealed, and nothing behind it? A deed done meanwhile is no break."""
    if head.seal != seal_of(head):
        return Broken(head.chain, head.number + 1, CUT)
    behind = Entry.objects.filter(chain=head.chain, number__gt=head.number).exists()
    if behind and Head.objects.filter(pk=head.pk, number=head.number).exists():
        return Broken(head.chain, head.number + 1, CUT)
    return None


def verify_end(head: Head, many: int = 500) -> tuple[int, Broken | None]:
    """The newest entries and the seal over the end, for a page: from which number on was looked at."""
    place, broken = beginning(head.chain)
    if head.number - many > place.number:
        before = Entry.objects.filter(chain=head.chain, number=head.number - many).first()
        place = Place(head.number - many, before.hash if before else "")
    first = place.number + 1
    return first, broken or advance(head, place) or check_end(head)


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
        counts[head.chain] = Entry.objects.filter(chain=head.chain).count()
    return counts, None
