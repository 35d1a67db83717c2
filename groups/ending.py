"""A group is archived (nobody writes), later ended: its key is destroyed, and only a row is left."""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from peernet.audit import trail
from peernet.audit.actions import Action
from peernet.vault import keys

from . import conduct, live
from .models import (
    Agreement,
    Application,
    Group,
    Invite,
    Membership,
    Message,
    RuleDoubt,
    TalkWord,
    WatchedWord,
    WordList,
)

_SEALED = ("name", "about", "must_pass_on", "age_rule")


@transaction.atomic
def archive(group_id: str, now: datetime, *, by: str) -> None:
    """Nobody writes from now on and its codes stop; what was said stays until retention."""
    group = conduct.locked(group_id)
    if group.archived_at:
        return
    group.archived_at = now
    group.save(update_fields=["archived_at"])
    Invite.objects.filter(group=group, revoked_at=None).update(revoked_at=now)
    conduct.settle(group, now)
    trail.record(Action.ARCHIVE_GROUP, chain=group.organisation_id, actor=by, subject=group.pk)


def end(group_id: str, now: datetime, *, by: str = "") -> None:
    """Destroy the group's key: its words cannot be read again, here or in a backup.

    The rows are noise from then on, and upkeep takes them away in batches (keeping.py): all at once
    they would keep everybody else from writing for minutes.
    """
    _shut(group_id, now, by)
    keys.forget_opened(f"group:{group_id}")


@transaction.atomic
def _shut(group_id: str, now: datetime, by: str) -> None:
    group = conduct.locked(group_id)
    if group.ended_at:
        return
    group.archived_at, group.ended_at = group.archived_at or now, now
    for name in _SEALED:
        setattr(group, name, "")
    group.save(update_fields=["archived_at", "ended_at", *_SEALED])
    for member in Membership.objects.filter(group=group, ended_at=None):
        live.stands_otherwise(member)
    everybody = Membership.objects.filter(group=group)
    everybody.filter(ended_at=None).update(
        ended_at=now, ending=Membership.Ending.CLOSED, on_duty_since=None
    )
    everybody.update(pseudonym=b"", came_by=b"", look=None)
    keys.destroy(group.sealed_under())
    trail.record(Action.END_GROUP, chain=group.organisation_id, actor=by, subject=group.pk)


def unfinished() -> list[str]:
    """Ended groups of which rows are left."""
    kinds = (Message, TalkWord, Application, Agreement, Invite, RuleDoubt, WordList)
    left = [Exists(kind.objects.filter(group=OuterRef("pk"))) for kind in kinds]
    ended = Group.objects.filter(reduce(or_, left), ended_at__isnull=False)
    return list(ended.values_list("pk", flat=True))


def left_of(group_id: str) -> list[Any]:
    """What was sealed under the destroyed key, in the order in which it goes."""
    group = Group.objects.get(pk=group_id)
    said = (group.messages, group.talk, group.applications, group.agreements, group.invites)
    words = WatchedWord.objects.filter(list__group=group)
    lists = WordList.objects.filter(group=group)
    return [*(rows.all() for rows in said), words, group.doubts.all(), lists]
