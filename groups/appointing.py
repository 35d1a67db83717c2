"""Ends what an invite gave: a facilitator stands down, an administrator's appointment ends."""

from __future__ import annotations

from django.db import transaction

from peernet.audit import trail
from peernet.audit.actions import Action
from peernet.kit import clock

from . import conduct, live
from .models import Appointment, Invite, Membership


class LastOne(Exception):
    """An organisation keeps at least one administrator."""


@transaction.atomic
def stand_down(member: Membership, *, by: str, reason: str = "") -> None:
    """A facilitator is a member from now on; her sockets and tools follow within a second. Two who
    press at once stand her down once."""
    now, group = clock.now(), conduct.locked(member.group_id)
    member.refresh_from_db(fields=["role", "on_duty_since"])
    if not member.is_facilitator:
        return
    member.role, member.on_duty_since = Membership.Role.MEMBER, None
    member.save(update_fields=["role", "on_duty_since"])
    Invite.objects.filter(issued_by=member.pk, revoked_at=None).update(revoked_at=now)
    conduct.settle(group, now)
    live.stands_otherwise(member)
    chain = group.organisation_id
    trail.record(Action.STAND_DOWN, chain=chain, actor=by, subject=member.pk, reason=reason)


@transaction.atomic
def end_appointment(appointment: Appointment, *, by: str) -> None:
    """Her open codes end with it: one kept back would bring her in again (SEC-04). Raises LastOne."""
    chain, now = appointment.organisation_id, clock.now()
    peers = Appointment.objects.select_for_update().filter(organisation=chain, ended_at=None)
    if appointment not in peers:
        return  # somebody else ended it a moment ago
    if not [peer for peer in peers if peer.pk != appointment.pk]:
        raise LastOne
    appointment.ended_at = now
    appointment.save(update_fields=["ended_at"])
    Invite.objects.filter(issued_by=appointment.pk, revoked_at=None).update(revoked_at=now)
    trail.record(Action.END_APPOINTMENT, chain=chain, actor=by, subject=appointment.pk)
