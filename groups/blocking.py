"""A member does not want to hear another; nobody is told, and it can be undone."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from . import live
from .models import Block, Membership


class NotOneself(Exception):
    """Blocking oneself would hide one's own words."""


@transaction.atomic
def block(membership: Membership, whom: Membership) -> None:
    """What `whom` says as a member no longer reaches her; what is said on duty does (product c4)."""
    if whom.pk == membership.pk:
        raise NotOneself
    Block.objects.get_or_create(by=membership, whom=whom)
    live.stands_otherwise(membership)


@transaction.atomic
def unblock(membership: Membership, whom: Membership) -> None:
    Block.objects.filter(by=membership, whom=whom).delete()
    live.stands_otherwise(membership)


def blocked_by(membership: Membership) -> QuerySet[Membership]:
    """Whom she does not want to hear."""
    return Membership.objects.filter(blocked_by__by=membership).order_by("blocked_by__made_on")
