"""What follows a finding: the group's setting per kind, with defaults that suit a new group."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from .models import Group
from .safety import Finding

URGENT = ("crisis", "danger")  # never just refused; the help card is shown, facilitators are told


class Follow(models.TextChoices):
    NOTHING = "nothing", _("nothing")
    ASK = "ask", _("ask the writer")
    ASK_HOLD = "ask_hold", _("ask the writer, then hold")
    HOLD = "hold", _("hold")
    ALERT = "alert", _("alert the facilitators")


DEFAULTS = {
    "contact": Follow.ASK_HOLD,
    "identity": Follow.ASK,
    "solicitation": Follow.ASK_HOLD,
    "recruitment": Follow.ASK_HOLD,
    "crisis": Follow.ALERT,
    "danger": Follow.ALERT,
    "abuse": Follow.ASK_HOLD,
    "watched": Follow.ASK,
}
_ASKED = (Follow.ASK, Follow.ASK_HOLD)
_HELD = (Follow.ASK_HOLD, Follow.HOLD)


def follow_of(group: Group, kind: str) -> Follow:
    """For crisis and danger the least is alert (product h)."""
    chosen = Follow(group.second_look.get(kind, DEFAULTS[kind]))
    if kind in URGENT and chosen == Follow.NOTHING:
        return Follow.ALERT
    return chosen


def asked(group: Group, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(f for f in findings if follow_of(group, f.kind) in _ASKED)


def is_held(group: Group, findings: Iterable[Finding]) -> bool:
    return any(follow_of(group, f.kind) in _HELD for f in findings)


def is_urgent(findings: Iterable[Finding]) -> bool:
    return any(f.kind in URGENT for f in findings)


def kept(group: Group, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that are stored with the message."""
    return tuple(f for f in findings if follow_of(group, f.kind) != Follow.NOTHING)
