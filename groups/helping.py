"""The help card of a group: its organisation's country, lines and hours, and who is here now."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from peernet.support import cards, directory
from peernet.support.cards import Help

from . import access, following, history, hours
from .models import Group, Membership, Message
from .safety import Finding, scan


def gathered(group: Group, findings: Iterable[Finding], now: datetime) -> Help | None:
    """What the card is drawn from, where findings are urgent. Asks the database."""
    return _gathered(group, [found.kind for found in findings], now)


def for_message(message: Message, now: datetime) -> Help | None:
    kinds = message.findings.values_list("kind", flat=True)
    return _gathered(message.group, kinds, now)


def for_words(group: Group, words: str, now: datetime) -> str:
    """The card for words that are no message; empty where they are not of crisis or danger."""
    help_ = gathered(group, scan(words), now) if words else None
    return cards.draw(help_) if help_ else ""


def shown_again(membership: Membership, now: datetime, put_away: Collection[str]) -> str:
    """The card, on the page of somebody who wrote words of crisis a moment ago, until she closes it
    (`put_away`: the findings for which she did)."""
    found = history.urgent_findings(membership, now).exclude(pk__in=put_away)
    help_ = _gathered(membership.group, found.values_list("kind", flat=True).distinct(), now)
    return cards.draw(help_) if help_ else ""


def _gathered(group: Group, kinds: Iterable[str], now: datetime) -> Help | None:
    urgent = sorted(set(kinds) & set(following.URGENT))
    if not urgent:
        return None
    house = group.organisation
    return Help(
        kind=urgent[-1],  # danger, where both were seen: the nearer help stands first
        country=house.country,
        kept=tuple(directory.kept_by([house.pk])),
        owner=house.pk,
        organisation=house.name,
        own=house.own_lines,
        here=access.on_duty(group.pk, now).exists(),
        next=hours.next_hours(group, now),
    )
