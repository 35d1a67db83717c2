"""What a facilitator does: permission, change, audit entry and notice in one transaction."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from groups import conduct, live
from groups.models import Membership, Message
from peernet.audit import trail
from peernet.audit.actions import Action
from peernet.kit import clock


class AlreadyDecided(Exception):
    """Somebody else was quicker; nothing is done twice."""


class ReasonMissing(Exception):
    """The deed needs a reason, in words for the person."""


@transaction.atomic
def let_through(message: Message, *, by: Membership) -> None:
    """A held message becomes visible at the next revision. Raises AlreadyDecided."""
    group = conduct.locked(message.group_id)
    conduct.show(_held(message), group, clock.now())
    _record(Action.LET_THROUGH, by, message)


@transaction.atomic
def let_through_rested(by: Membership) -> int:
    """Everything that waited only because nobody facilitated, in order of sending."""
    group = conduct.locked(by.group_id)
    waited = Message.objects.select_related("author").filter(
        group=group, state=Message.State.HELD, held_for=Message.HeldFor.RESTING
    )
    now, shown = clock.now(), 0
    for message in waited.order_by("at"):
        conduct.show(message, group, now)
        _record(Action.LET_THROUGH, by, message)
        shown += 1
    return shown


@transaction.atomic
def refuse(message: Message, *, by: Membership, reason: str) -> None:
    """The writer gets her words back with the reason. Raises AlreadyDecided, ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing(_("Please say why: she reads it with her words."))
    conduct.locked(message.group_id)
    held = _held(message)
    held.state, held.decided_at = Message.State.REFUSED, clock.now()
    held.decision = reason.strip()
    held.save(update_fields=["state", "decided_at", "decision"])
    live.tell_one("returned", held.pk)
    _record(Action.REFUSE, by, held, reason)


def _held(message: Message) -> Message:
    """Re-read under the lock."""
    row = Message.objects.select_related("author").filter(pk=message.pk).first()
    if row is None or row.state != Message.State.HELD:
        raise AlreadyDecided
    return row


def _record(action: Action, by: Membership, message: Message, reason: str = "") -> None:
    chain = by.group.organisation_id
    trail.record(action, chain=chain, actor=by.pk, subject=message.pk, reason=reason)
