"""Counts for funders, a month and organisation: by upkeep, before retention takes the rows."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import F, QuerySet

from peernet.accounts.models import Session
from peernet.audit.actions import Action
from peernet.audit.models import Entry

from .models import Group, Membership, Message, Organisation, Tally

Kind = Tally.Kind


def count(now: datetime) -> int:
    """How many organisations were counted. Twice in a row adds nothing."""
    organisations = list(Organisation.objects.all())
    for organisation in organisations:
        _count_one(organisation, now)
    return len(organisations)


def _count_one(organisation: Organisation, now: datetime) -> None:
    month = now.date().replace(day=1)
    with transaction.atomic():
        _set(organisation, month, Kind.GROUPS, _groups(organisation).count())
        _set(organisation, month, Kind.MEMBERS, _members(organisation))
        _set(organisation, month, Kind.REPORTS, _reports(organisation, month))
        _add(organisation, month, Kind.MESSAGES, _new_messages(organisation))
        _add(organisation, month, Kind.SESSIONS, _new_sessions(organisation, now))


def _groups(organisation: Organisation) -> QuerySet[Group]:
    return Group.objects.filter(organisation=organisation, archived_at=None)


def _standing(organisation: Organisation) -> QuerySet[Membership]:
    rows = Membership.objects.filter(group__organisation=organisation, ended_at=None)
    return rows.filter(group__archived_at=None)


def _members(organisation: Organisation) -> int:
    """People, not places: somebody in two groups is one."""
    return int(_standing(organisation).values("account").distinct().count())


def _reports(organisation: Organisation, month: date) -> int:
    since = datetime.fromisoformat(f"{month}T00:00:00+00:00")
    entries = Entry.objects.filter(chain=organisation.pk, action=Action.REPORT)
    return entries.filter(at__gte=since).count()


def _new_messages(organisation: Organisation) -> int:
    new, moved = 0, Group.objects.filter(organisation=organisation, ended_at=None)
    for pk, counted, revision in moved.filter(revision__gt=F("counted_rev")).values_list(
        "pk", "counted_rev", "revision"
    ):
        told = Message.objects.filter(group=pk, seq__gt=counted, seq__lte=revision)
        new += told.count()
        Group.objects.filter(pk=pk).update(counted_rev=revision)
    return new


def _new_sessions(organisation: Organisation, now: datetime) -> int:
    """Sessions that began since the last count and still stood at this one."""
    began = Session.objects.filter(account__in=_standing(organisation).values("account"))
    if organisation.counted_at:
        began = began.filter(started_at__gt=organisation.counted_at)
    Organisation.objects.filter(pk=organisation.pk).update(counted_at=now)
    return began.filter(started_at__lte=now).count()


def _row(organisation: Organisation, month: date, kind: Kind) -> Tally:
    return Tally.objects.get_or_create(organisation=organisation, month=month, kind=kind)[0]


def _set(organisation: Organisation, month: date, kind: Kind, n: int) -> None:
    Tally.objects.filter(pk=_row(organisation, month, kind).pk).update(n=n)


def _add(organisation: Organisation, month: date, kind: Kind, n: int) -> None:
    Tally.objects.filter(pk=_row(organisation, month, kind).pk).update(n=F("n") + n)
