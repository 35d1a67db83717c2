"""A facilitator's own codes: ten member invites a day for the group that she holds (product a1)."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from peernet.kit import clock
from peernet.kit.limits import LIMITS

from . import access, conduct, joining, revoking
from .models import Invite, Membership

A_DAY = LIMITS["invites"]


class NotOnDuty(Exception):
    """Off duty she is a member, and members issue no codes."""


class TooMany(Exception):
    """She issued as many in a day as she may; `seconds` until the oldest of them makes room."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds


@transaction.atomic
def issue_own(by: Membership, phrase: str) -> tuple[Invite, str]:
    """An invite for one member, and its code. Counted under the group's lock, from the rows, so
    that two presses at once are still ten a day. Raises NotYours, NotOnDuty, TooMany, CannotIssue.
    """
    group, now = conduct.locked(by.group_id), clock.now()
    conduct.facilitates_still(by)
    by.refresh_from_db(fields=["on_duty_since", "here_at"])
    if not access.is_on_duty(by, now):
        raise NotOnDuty
    lately = now - timedelta(seconds=A_DAY.seconds)
    made = Invite.objects.filter(issued_by=by.pk, issued_at__gt=lately).order_by("-issued_at")
    if len(made) >= A_DAY.many:
        raise TooMany(int((made[A_DAY.many - 1].issued_at - lately).total_seconds()) + 1)
    return joining.issue(group.organisation, group, joining.Terms(phrase=phrase), by=by.pk)


def open_ones(by: Membership) -> QuerySet[Invite]:
    """Her codes that still let somebody in, newest first."""
    return revoking.still_open(Invite.objects.filter(issued_by=by.pk)).order_by("-issued_at")


def take_back(by: Membership, invite_id: str) -> None:
    """One of her own; somebody else's, or one that is used, is left as it is."""
    revoking.revoke_all(open_ones(by).filter(pk=invite_id), by=by.pk)
