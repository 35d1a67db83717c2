"""A return invite: a facilitator asks, an administrator agrees, a day passes, one place moves."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from peernet.accounts import second_factor, sessions
from peernet.accounts.models import Account
from peernet.audit import trail
from peernet.audit.actions import Action

from . import access, live
from .models import Appointment, Bar, Group, Invite, Membership, Return

WAITS = timedelta(hours=24)
LAPSES = timedelta(days=7)
CODE_DAYS = 1


class Refused(Exception):
    """The text says why, for the administrator who tried."""


def open_ones(now: datetime) -> QuerySet[Return]:
    rows = Return.objects.filter(refused_at=None, moved_at=None, member__ended_at=None)
    return rows.filter(asked_at__gt=now - LAPSES).select_related("member", "member__group")


@transaction.atomic
def ask(member: Membership, *, by: Membership, now: datetime) -> Return:
    """A facilitator who knows her says that this person lost her way in. Once is enough: two rows
    would be two codes, so the look is under the group's lock. Until an administrator agreed it is
    whoever asked last who answers for it."""
    Group.objects.select_for_update().get(pk=member.group_id)
    there = open_ones(now).filter(member=member).first()
    if there is None:
        return Return.objects.create(member=member, asked_by=by.pk, asked_at=now)
    if there.agreed_at is None:
        there.asked_by = by.pk
        there.save(update_fields=["asked_by"])
    return there


@transaction.atomic
def agree(found: Return, *, by: Appointment, now: datetime) -> None:
    """Every open session of the account is told at once and may refuse within a day.

    Raises Refused: it takes two people, and an administrator may facilitate as well.
    """
    row = Return.objects.select_for_update().get(pk=found.pk)
    if row.agreed_at or row.refused_at:
        return
    _check_second(row, by)
    row.agreed_by, row.agreed_at, row.ready_at = by.pk, now, now + WAITS
    row.save(update_fields=["agreed_by", "agreed_at", "ready_at"])
    live.tell_one("return", found.member_id)
    chain = by.organisation_id
    trail.record(Action.RETURN_INVITE, chain=chain, actor=by.pk, subject=found.member_id)


def _check_second(row: Return, by: Appointment) -> None:
    standing = Membership.objects.filter(ended_at=None, role=Membership.Role.FACILITATOR)
    asker = standing.select_related("account").filter(pk=row.asked_by).first()
    if asker is None or asker.account is None:
        raise Refused(
            _("One of the two no longer has the place in which she took part. Ask again.")
        )
    if asker.account == by.account:
        raise Refused(_("Somebody else has to agree."))
    if second_factor.share_an_authenticator(asker.account, by.account):
        raise Refused(_("Both of you use the same second factor: it counts as one person."))


@transaction.atomic
def refuse(member: Membership, now: datetime) -> int:
    """She is here and keeps her place; a code made meanwhile stops working."""
    rows = Return.objects.filter(member=member, refused_at=None, moved_at=None)
    Invite.objects.filter(return_of__in=rows, revoked_at=None).update(revoked_at=now)
    return rows.update(refused_at=now)


def asked_of(account: access.Who, now: datetime) -> list[Return]:
    """What somebody agreed to about her own places; shown on her page with a way to refuse."""
    mine = open_ones(now).filter(member__account=account.pk, agreed_at__isnull=False)
    return list(mine)


def in_office(appointment: Appointment, now: datetime) -> QuerySet[Return]:
    rows = open_ones(now).filter(member__group__organisation=appointment.organisation_id)
    return rows.order_by("asked_at")


def awaiting_code(found: Return, now: datetime) -> Return | None:
    """The row, locked, when a day has passed and its code was not made yet: of two who press at
    once one makes it. Call in the transaction that issues it."""
    ready = Return.objects.select_for_update().filter(pk=found.pk, ready_at__lte=now)
    return ready.filter(refused_at=None, moved_at=None, invite=None).first()


def bind(found: Return, invite: Invite) -> None:
    """This code moves that place. Call in the transaction that issues it."""
    found.invite = invite
    found.save(update_fields=["invite"])


def moves(invite: Invite) -> Return | None:
    return Return.objects.filter(invite=invite).first()


def move(found: Return, account: Account, now: datetime) -> Membership | None:
    """One membership to a new account, with its name and words; the old account is signed out.

    None when it was refused, ended or moved meanwhile, or this account is in the group already or
    barred from it.
    Call under the invite's lock, within its transaction.
    """
    row = Return.objects.select_for_update().get(pk=found.pk)
    member = Membership.objects.select_for_update().get(pk=row.member_id)
    there = Membership.objects.filter(group=member.group_id, account=account, ended_at=None)
    barred = Bar.objects.filter(group=member.group_id, account=account)
    if row.refused_at or row.moved_at or member.ended_at or there.exists() or barred.exists():
        return None
    before, member.account = member.account, account
    member.save(update_fields=["account"])
    row.moved_at = now
    row.save(update_fields=["moved_at"])
    if before is not None:
        sessions.end_all_of(before)
    live.stands_otherwise(member)
    return member
