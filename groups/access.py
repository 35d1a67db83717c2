"""The only door to a group, a message, a member: the row and one's standing, or 404."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, QuerySet, Sum
from django.http import Http404

from peernet.kit import clock
from peernet.kit.ids import known_id
from peernet.vault import keys

from .models import (
    Application,
    Appointment,
    Finding,
    Group,
    Invite,
    Membership,
    Message,
    Organisation,
    RuleDoubt,
    WatchedWord,
)

Who = AbstractBaseUser | AnonymousUser

# A facilitator's page or request renews her being here; after this much silence the room rests.
HERE_SECONDS = 60


class NotYours(Http404):
    """The same answer for "no such" and "not yours", and never which."""


def memberships_of(account: Who) -> QuerySet[Membership]:
    """Hers that stand, with their groups."""
    standing = Membership.objects.filter(account=account.pk, ended_at=None, group__ended_at=None)
    return standing.select_related("group")


def membership_of(account: Who, gid: str) -> Membership:
    found = memberships_of(account).filter(group=gid, group__archived_at=None).first()
    if found is None:
        found = memberships_of(account).filter(group=gid).first()
    if found is None:
        raise NotYours
    return found


def facilitator_of(account: Who, gid: str) -> Membership:
    membership = membership_of(account, gid)
    if not membership.is_facilitator:
        raise NotYours
    return membership


def facilitated_by(account: Who) -> QuerySet[Membership]:
    return memberships_of(account).filter(role=Membership.Role.FACILITATOR)


def message_of(membership: Membership, mid: str) -> Message:
    """A message that she may see: visible history from her first on, or her own that waits."""
    found = (
        Message.objects.select_related("author", "group")
        .filter(pk=mid, group=membership.group_id)
        .first()
    )
    if found is None or not _may_see(membership, found):
        raise NotYours
    return found


def _may_see(membership: Membership, message: Message) -> bool:
    if message.seq is None:
        waits = message.state in (Message.State.HELD, Message.State.REFUSED)
        return message.author_id == membership.pk and waits
    if message.seq < membership.first_seq:
        return False
    on_duty = message.role == Membership.Role.FACILITATOR  # what is said on duty is always heard
    return on_duty or not membership.blocks.filter(whom=message.author_id).exists()


def own_message_of(membership: Membership, mid: str) -> Message:
    message = message_of(membership, mid)
    if message.author_id != membership.pk:
        raise NotYours
    return message


def member_of(membership: Membership, member_id: str) -> Membership:
    """Somebody of the same group, there now or once."""
    found = Membership.objects.filter(pk=known_id(member_id), group=membership.group_id).first()
    if found is None:
        raise NotYours
    return found


def decidable_message_of(account: Who, mid: str) -> tuple[Membership, Message]:
    """A message that waits or waited for a look, and the asker's facilitating membership there."""
    message = Message.objects.select_related("author", "group").filter(pk=mid).first()
    if message is None or not message.held_for:
        raise NotYours
    return facilitator_of(account, message.group_id), message


def application_of(account: Who, application_id: str) -> tuple[Membership, Application]:
    found = Application.objects.select_related("group").filter(pk=application_id).first()
    if found is None:
        raise NotYours
    return facilitator_of(account, found.group_id), found


def appointments_of(account: Who) -> QuerySet[Appointment]:
    return Appointment.objects.filter(account=account.pk, ended_at=None).select_related(
        "organisation"
    )


def on_duty(group_id: str, now: datetime) -> QuerySet[Membership]:
    """The facilitators who are on duty and were here within the minute."""
    return Membership.objects.filter(
        group=group_id,
        ended_at=None,
        on_duty_since__isnull=False,
        here_at__gt=now - timedelta(seconds=HERE_SECONDS),
    )


def is_on_duty(membership: Membership, now: datetime) -> bool:
    if membership.on_duty_since is None or membership.here_at is None or membership.ended_at:
        return False
    return (now - membership.here_at).total_seconds() < HERE_SECONDS


def facilitators_of(group: Group) -> QuerySet[Membership]:
    """Who facilitates this group, on duty or not."""
    rows = Membership.objects.filter(group=group, ended_at=None)
    return rows.filter(role=Membership.Role.FACILITATOR).order_by("pk")


def members_of(group: Group) -> QuerySet[Membership]:
    """Everybody who is in it; for its facilitators only."""
    return Membership.objects.filter(group=group, ended_at=None).order_by("pk")


def applications_of(account: Who) -> QuerySet[Application]:
    """Hers that wait, and those that led nowhere within the week (refused and lapsed look alike)."""
    week_ago = clock.now() - timedelta(days=7)
    mine = Application.objects.filter(account=account.pk)
    return mine.exclude(outcome=Application.Outcome.ADMITTED).exclude(decided_at__lt=week_ago)


def houses_of(account: Who) -> dict[str, Organisation]:
    """The organisations that she belongs to, by a group of theirs or by an appointment."""
    mine = memberships_of(account).select_related("group__organisation")
    houses = {m.group.organisation_id: m.group.organisation for m in mine}
    for appointment in appointments_of(account):
        houses[appointment.organisation_id] = appointment.organisation
    return dict(sorted(houses.items()))


# --- The office: every row of an organisation comes through one of these ------------------------


def appointment_of(account: Who, organisation_id: str) -> Appointment:
    found = appointments_of(account).filter(organisation=organisation_id).first()
    if found is None:
        raise NotYours
    return found


def office_group_of(account: Who, gid: str) -> tuple[Appointment, Group]:
    """A group of an organisation that she administers; ended ones are only a line in a list."""
    group = Group.objects.filter(pk=gid, ended_at=None).first()
    if group is None:
        raise NotYours
    return appointment_of(account, group.organisation_id), group


def office_facilitator_of(group: Group, member_id: str) -> Membership:
    """Administrators have no list of members: only who facilitates can be found here."""
    found = facilitators_of(group).filter(pk=known_id(member_id)).first()
    if found is None:
        raise NotYours
    return found


def office_groups(appointment: Appointment) -> list[Group]:
    rows = Group.objects.filter(organisation=appointment.organisation_id)
    groups = list(rows.order_by("made_on", "pk"))
    keys.open_ahead(group.sealed_under() for group in groups)
    return groups


def office_invites(appointment: Appointment) -> QuerySet[Invite]:
    mine = Invite.objects.filter(organisation=appointment.organisation_id)
    return mine.select_related("group").order_by("-issued_at", "pk")


def administrators_of(appointment: Appointment) -> QuerySet[Appointment]:
    peers = Appointment.objects.filter(organisation=appointment.organisation_id, ended_at=None)
    return peers.order_by("began_on", "pk")


def watched_words(owner: dict[str, Any]) -> QuerySet[WatchedWord]:
    """The words of one list (wording.Keeper.owner), those taken out a while ago too."""
    mine = {f"list__{name}": value for name, value in owner.items()}
    return WatchedWord.objects.filter(**mine).select_related("list").order_by("pk")


def words_named(ids: Iterable[str]) -> dict[str, str]:
    """Watched words by the ids that findings name."""
    rows = WatchedWord.objects.filter(pk__in=set(ids), list__group__ended_at=None)
    rows = rows.select_related("list")
    return {row.pk: row.word for row in rows}


def doubts_of(organisation_id: str, gid: str = "") -> list[tuple[str, str, int]]:
    """Kind, rule and how often facilitators called what it saw not harmful; most often first."""
    rows = RuleDoubt.objects.filter(group__organisation=organisation_id, n__gt=0)
    rows = rows.filter(group=gid) if gid else rows
    sums = rows.values_list("kind", "rule").annotate(times=Sum("n"))
    return list(sums.order_by("-times", "rule"))


def seen_by_rules(organisation_id: str, gid: str = "") -> dict[str, int]:
    """How often each rule saw something in messages that are still kept."""
    rows = Finding.objects.filter(message__group__organisation=organisation_id)
    rows = rows.filter(message__group=gid) if gid else rows
    return dict(rows.values_list("rule").annotate(Count("pk")).order_by())
