"""A member reports a message or a person: a sealed copy is kept from that moment on."""

from __future__ import annotations

import json

from django.db import transaction

from groups import access, conduct, history, live
from groups.models import Membership, Message
from peernet.audit import trail
from peernet.audit.actions import Action
from peernet.kit import clock
from peernet.vault import keys
from peernet.vault.fields import legible

from . import reasons
from .cases import ReasonMissing
from .models import Report

EACH_SIDE = 5


class NotOneself(Exception):
    """Nobody reports herself."""


@transaction.atomic
def report(
    about: Membership, *, by: Membership, reason: str, details: str, message: Message | None = None
) -> Report:
    """Once a person and case; a second press answers with the first report.

    Nothing that others see changes. A report about somebody who was ever a facilitator here leaves
    no trace that a facilitator could find: no case, no count, no audit line (product c5).
    """
    reason, details = reasons.read(reason, details)
    if not reason:
        raise ReasonMissing
    if about.pk == by.pk:
        raise NotOneself
    group = conduct.locked(by.group_id)
    case_id = message.pk if message else about.pk
    there = open_report(by, case_id)
    if there is not None:
        return there
    made = Report(group=group, case_id=case_id, message=message, about=about, by=by)
    made.reason, made.made_at = reason, clock.now()
    made.elsewhere = about.was_facilitator or not _somebody_else(about, by)
    keys.make(made.sealed_under())
    made.words = details
    made.copy = json.dumps(_copy_of(about, message), ensure_ascii=False)
    made.save(force_insert=True)
    if not made.elsewhere:
        live.tell_desk(group.pk)
        trail.record(Action.REPORT, chain=group.organisation_id, actor=by.pk, subject=case_id)
    return made


def open_report(by: Membership, case_id: str) -> Report | None:
    return Report.objects.filter(by=by, case_id=case_id, decided_at=None).first()


def newest_report(by: Membership, case_id: str) -> Report | None:
    return Report.objects.filter(by=by, case_id=case_id).order_by("-made_at").first()


def _somebody_else(about: Membership, by: Membership) -> bool:
    """Is there a facilitator who is neither of the two?"""
    return access.facilitators_of(by.group).exclude(pk__in=[about.pk, by.pk]).exists()


def _copy_of(about: Membership, message: Message | None) -> list[dict[str, object]]:
    """The words as they are now, with what stood around them."""
    if message is None:
        said = Message.objects.filter(author=about, state=Message.State.VISIBLE)
        newest = said.select_related("author").order_by("-seq")[:EACH_SIDE]
        lines = [_line(row, about) for row in reversed(newest)]
        return lines or [
            {"name": legible(about, "pseudonym"), "body": "", "reported": False, "about": True}
        ]
    before, after = history.around(message, EACH_SIDE)
    return [_line(row, about, message) for row in [*before, message, *after]]


def _line(row: Message, about: Membership, reported: Message | None = None) -> dict[str, object]:
    shown = row.state == Message.State.VISIBLE
    return {
        "id": row.pk,
        "at": clock.stamp(row.shown_at or row.at),
        "member": row.author_id,
        "name": legible(row.author, "pseudonym"),
        "body": legible(row, "body") if shown else "",
        "note": legible(row, "note") if shown else "",
        "reported": reported is not None and row.pk == reported.pk,
        "about": row.author_id == about.pk,
    }


def copy_of(found: Report) -> list[dict[str, object]]:
    lines: list[dict[str, object]] = json.loads(found.copy) if found.copy else []
    return lines
