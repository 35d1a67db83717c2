"""The queue: a query over what waits in the groups somebody facilitates; no second bookkeeping."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from groups import access
from groups.access import Who
from groups.models import Application, Group, Message


@dataclass(frozen=True)
class Waiting:
    """One thing that waits; its id is the case's."""

    id: str
    kind: str  # application, held
    group: Group
    name: str
    since: datetime | None = None
    why: str = ""


def queue(account: Who) -> list[Waiting]:
    """Applications and held messages of the groups this account facilitates, oldest first."""
    groups = [membership.group_id for membership in access.facilitated_by(account)]
    return [*_applications(groups), *_held(groups)]


def _applications(groups: list[str]) -> list[Waiting]:
    rows = Application.objects.filter(group__in=groups, decided_at=None).select_related("group")
    ordered = rows.order_by("made_on", "id")
    return [Waiting(row.pk, "application", row.group, row.pseudonym) for row in ordered]


def _held(groups: list[str]) -> list[Waiting]:
    """Messages that wait for a look of their own; what only waited for somebody is one item."""
    rows = Message.objects.filter(group__in=groups, state=Message.State.HELD)
    rows = rows.exclude(held_for=Message.HeldFor.RESTING).select_related("group", "author")
    return [
        Waiting(row.pk, "held", row.group, row.author.pseudonym, row.at, row.held_for)
        for row in rows.order_by("at")
    ]


def resting(account: Who) -> list[tuple[Group, int]]:
    """The groups in which messages waited only because nobody facilitated, and how many."""
    groups = [membership.group_id for membership in access.facilitated_by(account)]
    rested = Message.objects.filter(
        group__in=groups, state=Message.State.HELD, held_for=Message.HeldFor.RESTING
    )
    counts = dict(rested.values_list("group").annotate(Count("pk")).order_by())
    found = Group.objects.filter(pk__in=counts)
    return [(group, counts[group.pk]) for group in found]
