"""A message as people and programs see it: one drawing for page, JSON and event."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from peernet.kit import clock
from peernet.kit.lookups import one_of
from peernet.vault.fields import legible

from .drawing import drawn, name_of
from .models import Membership, Message, Reaction

SHOWN = (Message.State.VISIBLE, Message.State.HELD)
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
Counts = dict[str, dict[str, int]]  # message id → kind → how many


def counts_of(messages: Iterable[Message]) -> Counts:
    """How many of each mark stand under each message: one query for all."""
    counts: Counts = {}
    ids = [message.pk for message in messages]
    rows = Reaction.objects.filter(one_of("message", ids))
    for row in rows.values_list("message", "kind"):
        kinds = counts.setdefault(row[0], {})
        kinds[row[1]] = kinds.get(row[1], 0) + 1
    return {
        mid: {k: kinds[k] for k in Reaction.Kind.values if k in kinds}
        for mid, kinds in counts.items()
    }


def present(
    message: Message, reactions: dict[str, int], language: str, zone: str
) -> dict[str, Any]:
    """The contract's `Message`, in one language: the same for everybody who may see it."""
    shown = message.state in SHOWN
    note = legible(message, "note") if shown else ""
    state = message.state if message.state != Message.State.REFUSED else Message.State.REMOVED
    return {
        "id": message.pk,
        "seq": message.seq,
        "rev": message.rev,
        "author": {
            "id": message.author_id,
            "name": name_of(message.author, language),
            "role": message.role,
        },
        "at": clock.stamp(message.shown_at or message.at),
        "state": str(state),
        "note": note,
        "reply_to": message.reply_to_id if shown else None,
        "reactions": reactions,
        "html": drawn(message, note, reactions, language, zone) if shown else "",
    }


def for_author(message_html: str) -> SafeString:
    """The same drawing, marked as her own: the page needs to know, the message must not say."""
    return mark_safe(message_html.replace("<li ", "<li data-mine ", 1))  # noqa: S308


@dataclass(frozen=True)
class Change:
    """A message that became visible (`message`) or changed (`changed`)."""

    kind: str
    message: Message


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened in a room, serialised once a language; all of it goes to everybody
    who may hear. `author` and `seq` say who may not: see `hub.Place.may_hear`."""

    group: str
    rev: int
    author: str
    seq: int | None
    texts: dict[str, str]


def events_of(
    changes: Sequence[Change], languages: Sequence[str], zone: str, counts: Counts
) -> list[Event]:
    return [
        _event(change, languages, zone, counts.get(change.message.pk, {})) for change in changes
    ]


def _event(change: Change, languages: Sequence[str], zone: str, counts: dict[str, int]) -> Event:
    message = change.message
    rev = message.rev or 0
    texts = {}
    for language in languages:
        drawn = present(message, counts, language, zone)
        fact = {"type": change.kind, "group": message.group_id, "rev": rev, "message": drawn}
        texts[language] = encoded(fact)
    # What is said on duty reaches those too who blocked its author as a member (product c4).
    author = message.author_id if message.role == Membership.Role.MEMBER else ""
    return Event(message.group_id, rev, author, message.seq, texts)


def fact_event(group_id: str, rev: int, fact: dict[str, Any], author: str = "") -> Event:
    """An event that is no message and reads the same in every language."""
    text = encoded({"type": fact["type"], "group": group_id, "rev": rev, **fact})
    return Event(group_id, rev, author, None, dict.fromkeys(LANGUAGES, text))


def named_event(member: Membership) -> Event:
    """A pseudonym changed; an erased one reads "somebody" in each language."""
    texts = {}
    for language in LANGUAGES:
        fact = {
            "type": "named",
            "group": member.group_id,
            "rev": member.named_rev,
            "member": member.pk,
            "name": name_of(member, language),
        }
        texts[language] = encoded(fact)
    return Event(member.group_id, member.named_rev, member.pk, None, texts)


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def encoded(fact: Any) -> str:
    return _ENCODER.encode(fact)
