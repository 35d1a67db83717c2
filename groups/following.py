"""What follows a finding: the group's setting per kind, with defaults that suit a new group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.db import models
from django.utils.translation import gettext_lazy as _

from peernet.kit import words

from . import models as rows
from .models import Group, Message, WatchedWord
from .safety import Finding
from .safety.watched import action_in, id_in

KINDS = {
    "contact": _("ways to reach somebody elsewhere"),
    "identity": _("real names, places, schools, work"),
    "solicitation": _("moving elsewhere, meeting alone, secrets"),
    "recruitment": _("offers of work, travel, money"),
    "abuse": _("attacks on a person"),
    "crisis": _("wanting to die, hurting oneself"),
    "danger": _("somebody is in danger now"),
    "watched": _("a watched word"),
}
WATCHED = "watched"  # what follows is each word's own, not the kind's
ALERTING_WORD = "watched:alert:"  # how the rule of such a word's finding begins
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
}
_ASKED = (Follow.ASK, Follow.ASK_HOLD)
_HELD = (Follow.ASK_HOLD, Follow.HOLD)


def follow_of(group: Group, kind: str) -> Follow:
    """For crisis and danger the least is alert (product h)."""
    chosen = Follow(group.second_look.get(kind, DEFAULTS[kind]))
    if kind in URGENT and chosen == Follow.NOTHING:
        return Follow.ALERT
    return chosen


def what_follows(group: Group, finding: Finding) -> str:
    """A Follow, or for a watched word what its keeper chose (WatchedWord.Follows)."""
    if finding.kind == WATCHED:
        return WatchedWord.Follows(action_in(finding.rule))
    return follow_of(group, finding.kind)


def told(group: Group, finding: Finding) -> str:
    """The same in words."""
    if finding.kind == WATCHED:
        return str(WatchedWord.Follows(action_in(finding.rule)).label)
    return str(follow_of(group, finding.kind).label)


def rule_of(rule: str) -> str:
    """A rule as it is counted: a watched word is the same whatever follows."""
    return f"watched:{id_in(rule)}" if rule.startswith("watched:") else rule


def asked(group: Group, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(f for f in findings if what_follows(group, f) in _ASKED)


def as_typed(findings: Iterable[Finding], typed: str) -> tuple[Finding, ...]:
    """With their places in what she typed, where the page marks them: what was looked at is
    `words.tidy(typed).strip()`."""
    places = words.places(typed)
    return tuple(
        replace(f, start=places[f.start][0], end=places[f.end - 1][1]) if f.end else f
        for f in findings
    )


def is_held(group: Group, findings: Iterable[Finding]) -> bool:
    return any(what_follows(group, f) in _HELD for f in findings)


def is_alerting(group: Group, findings: Iterable[Finding]) -> bool:
    """Facilitators find it on the desk, whether it was held or not."""
    return any(f.kind in URGENT or what_follows(group, f) == Follow.ALERT for f in findings)


def is_urgent(findings: Iterable[Finding]) -> bool:
    return any(f.kind in URGENT for f in findings)


def row_of(message: Message, body: str, found: Finding) -> rows.Finding:
    """What is stored of it, sealed with the message."""
    row = rows.Finding(message=message, kind=found.kind, rule=found.rule, advice=found.advice)
    row.set_place(body, found.start, found.end)
    return row
