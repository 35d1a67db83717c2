"""Supporting marks under a message: on or off, counted, never listed by name."""

from __future__ import annotations

from django.db import transaction

from peernet.kit import limits

from . import conduct
from .models import Membership, Message, Reaction


def react(membership: Membership, message: Message, kind: str, *, on: bool) -> str:
    """Put a mark or take it away; "" when done, else the refusal's code. Doing it twice is once."""
    if kind not in Reaction.Kind.values:
        return "malformed"
    if membership.group.archived_at:
        return "archived"
    if limits.take("reactions", membership.pk):
        return "rate_limited"
    with transaction.atomic():
        group = conduct.locked(membership.group_id)
        message = Message.objects.select_related("author").get(pk=message.pk)
        if message.state != Message.State.VISIBLE:
            return "not_a_member"
        if _changed(membership, message, kind, on):
            conduct.change(message, Message.State.VISIBLE, group)
    return ""


def toggle(membership: Membership, message: Message, kind: str) -> str:
    """For a form that does not say which: what is there goes, what is not comes."""
    there = Reaction.objects.filter(message=message, member=membership, kind=kind).exists()
    return react(membership, message, kind, on=not there)


def _changed(membership: Membership, message: Message, kind: str, on: bool) -> bool:
    mine = Reaction.objects.filter(message=message, member=membership, kind=kind)
    if on:
        return Reaction.objects.get_or_create(message=message, member=membership, kind=kind)[1]
    return mine.delete()[0] > 0
