"""The yearly cut (product e7): what is older than a year goes, and leaves a signed checkpoint."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from . import chain
from .models import Cut, Entry, Head

KEPT = timedelta(days=365)
AT_ONCE = 500  # entries of one chain in one transaction: some hundredths of a second


def cut(now: datetime) -> int:
    """Take what is due from every chain, some at a time; how many entries went."""
    return sum(_cut(head, now) for head in Head.objects.order_by("chain"))


@transaction.atomic
def _cut(head: Head, now: datetime) -> int:
    """Only what holds is taken: a break stays as it is, for everybody to see. The newest entry
    stays too, so that a chain has an end."""
    place, broken = chain.beginning(head.chain)
    last = _last_due(head, place.number, now)
    if broken or last is None or chain.advance(_up_to(last), place):
        return 0
    row = Cut(chain=head.chain, number=last.number, hash=last.hash, at=now.replace(microsecond=0))
    row.seal = chain.seal_of_cut(row)
    row.save()
    return Entry.objects.filter(chain=head.chain, number__lte=last.number).delete()[0]


def _last_due(head: Head, after: int, now: datetime) -> Entry | None:
    """The last of the oldest entries that go together now."""
    oldest = Entry.objects.filter(chain=head.chain, number__gt=after, number__lt=head.number)
    last = None
    for entry in oldest.order_by("number")[:AT_ONCE]:
        if entry.at > now - KEPT:
            break
        last = entry
    return last


def _up_to(last: Entry) -> Head:
    return Head(chain=last.chain, number=last.number, hash=last.hash)
