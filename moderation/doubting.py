"""A facilitator says that what a rule saw is not harmful: counted for the rule, for people to read.

It teaches nothing by itself, and nothing is let through by it. What is counted is how often it was
pressed for a rule in a group; who wrote, who pressed, and when, is in no count.
"""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.db.models import F

from groups import following
from groups.models import Finding, Group, Message, RuleDoubt
from peernet.audit.actions import Action
from peernet.kit import clock
from peernet.kit.ids import known_id

from . import cases
from .cases import AlreadyDecided, NotHere, Press


@transaction.atomic
def not_harmful(message: Message, press: Press, finding_id: str) -> None:
    """It no longer alerts; the message stays where it is."""
    group = cases.hold_still(press)
    row = _finding(message, press, finding_id)
    if row.not_harmful_at:
        raise AlreadyDecided
    row.not_harmful_at = clock.now()
    row.harmless_at = row.harmless_at or row.not_harmful_at
    row.save(update_fields=["not_harmful_at", "harmless_at"])
    _count(group, row, 1)
    _record(press, group, Action.NOT_HARMFUL, row)


@transaction.atomic
def harmful_after_all(message: Message, press: Press, finding_id: str) -> None:
    group = cases.hold_still(press)
    row = _finding(message, press, finding_id)
    if row.not_harmful_at is None:
        raise AlreadyDecided
    if row.harmless_at == row.not_harmful_at:
        row.harmless_at = None
    row.not_harmful_at = None
    row.save(update_fields=["not_harmful_at", "harmless_at"])
    _count(group, row, -1)
    _record(press, group, Action.HARMFUL_AFTER_ALL, row)


def _finding(message: Message, press: Press, finding_id: str) -> Finding:
    """Under the group's lock; nobody judges her own words."""
    rows = Finding.objects.filter(message=message.pk, message__group=press.by.group_id)
    row = rows.exclude(message__author=press.by).filter(pk=known_id(finding_id)).first()
    if row is None:
        raise NotHere
    return row


def _count(group: Group, row: Finding, step: int) -> None:
    rule = following.rule_of(row.rule)
    given = {"defaults": {"kind": row.kind}}
    doubt, _made = RuleDoubt.objects.get_or_create(group=group, rule=rule, **given)
    RuleDoubt.objects.filter(pk=doubt.pk, n__gte=-step).update(n=F("n") + step)


def _record(press: Press, group: Group, action: Action, row: Finding) -> None:
    """What it was about is the rule, never the words."""
    about = replace(press, reason=following.rule_of(row.rule), words="")
    cases.record(about, group, action, row.message_id)
