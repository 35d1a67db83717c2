"""Codes that must not work any more: revoked by the office, or in wrong hands."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from peernet.audit import trail
from peernet.audit.actions import Action
from peernet.kit import clock

from .joining import code_digest
from .models import Invite

BATCH = 100


def still_open(invites: QuerySet[Invite]) -> QuerySet[Invite]:
    now = clock.now()
    unspent = invites.filter(uses_left__gt=0, expires_at__gt=now)
    return unspent.filter(revoked_at=None, wrong_hands_at=None)


def revoke_all(invites: Iterable[Invite], *, by: str) -> int:
    """Those of them that are still open; how many. A code being redeemed at this moment either
    lets its person in whole or not at all: redeeming holds the invite's lock. In batches: each has
    an entry in the trail, and whoever else writes one would wait for thousands."""
    ids = sorted(invite.pk for invite in invites)
    return sum(_revoke(ids[n : n + BATCH], by) for n in range(0, len(ids), BATCH))


@transaction.atomic
def _revoke(ids: list[str], by: str) -> int:
    rows = list(still_open(Invite.objects.select_for_update().filter(pk__in=ids)).order_by("pk"))
    Invite.objects.filter(pk__in=[row.pk for row in rows]).update(revoked_at=clock.now())
    for row in rows:
        trail.record(Action.REVOKE_INVITE, chain=row.organisation_id, actor=by, subject=row.pk)
    return len(rows)


@transaction.atomic
def say_wrong_hands(invite: Invite, *, by: str = "") -> None:
    """Kill a code and tell the organisation, also when it was used already."""
    row = Invite.objects.select_for_update().filter(pk=invite.pk, wrong_hands_at=None).first()
    if row is None:
        return
    row.wrong_hands_at = clock.now()
    row.save(update_fields=["wrong_hands_at"])
    trail.record(Action.WRONG_HANDS, chain=row.organisation_id, actor=by, subject=row.pk)


def holder_says_wrong_hands(code: str) -> bool:
    """Whoever holds a code may kill it, without an account; was there such a code?"""
    invite = Invite.objects.filter(code_digest=code_digest(code)).first()
    if invite is not None:
        say_wrong_hands(invite)
    return invite is not None
