"""On and off duty, with a handover where something urgent or claimed is still open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from groups import conduct, live
from groups.access import Who
from groups.models import Membership
from peernet.kit import words

from . import cases, waiting
from .models import Case, Shift

HANDOVER_MOST_CHARS = 500


class HandoverMissing(Exception):
    """Something claimed or urgent is open: the next one needs two lines."""


@transaction.atomic
def go_on(memberships: Sequence[Membership], now: datetime) -> None:
    for membership in sorted(memberships, key=lambda member: member.group_id):
        if membership.on_duty_since is not None:
            continue
        Shift.objects.get_or_create(member=membership, ended_at=None, defaults={"began_at": now})
        conduct.go_on_duty(membership, now)
        live.tell_desk(membership.group_id)


@transaction.atomic
def go_off(account: Who, memberships: Sequence[Membership], handover: str, now: datetime) -> None:
    """Her claims are free again. Raises HandoverMissing."""
    handover = words.tidy(handover).strip()[:HANDOVER_MOST_CHARS]
    on = [member for member in memberships if member.on_duty_since is not None]
    if on and not handover and needs_handover(account, on):
        raise HandoverMissing
    for membership in sorted(on, key=lambda member: member.group_id):
        _end_shift(membership, handover, now)
        cases.free_all(membership)
        conduct.go_off_duty(membership, now)
        live.tell_desk(membership.group_id)


def _end_shift(membership: Membership, handover: str, now: datetime) -> None:
    shift, _made = Shift.objects.get_or_create(
        member=membership, ended_at=None, defaults={"began_at": membership.on_duty_since or now}
    )
    shift.ended_at, shift.handover = now, handover
    shift.save(update_fields=["ended_at", "handover"])


def needs_handover(account: Who, memberships: Sequence[Membership]) -> bool:
    if Case.objects.filter(claimed_by__in=memberships).exists():
        return True
    return any(item.urgent for item in waiting.queue(account))


def handovers(memberships: Sequence[Membership]) -> QuerySet[Shift]:
    """What others left for her to read first."""
    groups = [membership.group_id for membership in memberships]
    rows = Shift.objects.filter(member__group__in=groups, ended_at__isnull=False, read_at=None)
    rows = rows.exclude(member__in=memberships).exclude(handover=b"")
    return rows.select_related("member", "member__group").order_by("ended_at")


def mark_handovers_read(memberships: Sequence[Membership], now: datetime) -> None:
    ids = [shift.pk for shift in handovers(memberships)]
    Shift.objects.filter(pk__in=ids).update(read_at=now)


def heavy_today(memberships: Sequence[Membership]) -> int:
    """Heavy cases of this duty, for her eyes only (counted in cases.decide)."""
    rows = Shift.objects.filter(member__in=memberships, ended_at=None)
    return sum(rows.values_list("heavy_cases", flat=True))
