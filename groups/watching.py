"""What the hub reads from the database, in a thread: changes of a room, who stands how."""

from __future__ import annotations

import time
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.safestring import mark_safe

from peernet.accounts.models import Session, Standing
from peernet.kit import clock, html
from peernet.kit.lookups import one_of
from peernet.support import cards
from peernet.vault.fields import legible

from . import access, helping, history, presenting, reasons
from .models import Group, Membership, Message, TalkWord
from .presenting import Change, Event

LOOK_BACK_SECONDS = 30  # standing rows are looked at again this long: commits may come late


@dataclass(frozen=True, slots=True)
class Place:
    """How one membership stands: what it may hear."""

    member: str
    account: str
    group: str
    role: str
    on_duty: bool
    first: int
    blocked: frozenset[str]
    shut: str  # "" while it stands, else why: `closed` with its group, `removed` by itself


def place_of(membership: Membership) -> Place:
    return _place(membership, frozenset(membership.blocks.values_list("whom", flat=True)))


def place_to_wait_at(membership: Membership) -> Place:
    """Where she sits until she was told where the room stands: nothing reaches her there, so whom
    she blocked is not asked."""
    return _place(membership, frozenset())


def _place(membership: Membership, blocked: frozenset[str]) -> Place:
    return Place(
        membership.pk,
        membership.account_id or "",
        membership.group_id,
        membership.role,
        access.is_on_duty(membership, clock.now()),
        membership.first_seq,
        blocked,
        _shut(membership),
    )


def _shut(membership: Membership) -> str:
    if membership.ended_at is None:
        return ""
    return "closed" if membership.ending == Membership.Ending.CLOSED else "removed"


@dataclass
class Told:
    """Something for one person (and, of a held message, for the facilitators on duty)."""

    kind: str
    group: str
    member: str
    facilitators: bool
    texts: dict[str, str]


@dataclass
class Look:
    """The answer of one look: revisions of rooms, and the standing rows not seen before."""

    revisions: dict[str, int] = field(default_factory=dict)
    standing: list[tuple[int, str, str, str]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    desk: dict[str, str] = field(default_factory=dict)  # account → its `desk` frame


def look(rooms: Sequence[str], seen: set[int], accounts: Container[str] = ()) -> Look:
    """Two queries when nothing happened. `accounts` may grow meanwhile: it is only asked."""
    found = Look()
    if rooms:
        found.revisions = dict(
            Group.objects.filter(one_of("pk", rooms)).values_list("pk", "revision")
        )
    since = clock.now() - timedelta(seconds=LOOK_BACK_SECONDS)
    rows = Standing.objects.filter(at__gt=since).order_by("id")
    found.standing = [
        row for row in rows.values_list("id", "kind", "of", "note") if row[0] not in seen
    ]
    _look_closer(found)
    _look_at_desks(found, accounts)
    return found


def lately(times: dict[Any, float]) -> dict[Any, float]:
    """What may still come up in a look."""
    since = time.monotonic() - 2 * LOOK_BACK_SECONDS
    return {key: at for key, at in times.items() if at > since}


def _look_closer(found: Look) -> None:
    changed = {of for _, kind, of, _ in found.standing if kind == Standing.Kind.MEMBERSHIP_CHANGED}
    if changed:
        found.places = [place_of(row) for row in Membership.objects.filter(pk__in=changed)]
    for _, kind, of, note in found.standing:
        if kind == Standing.Kind.TOLD and note in _TOLD:
            told = _TOLD[note](of)
            if told:
                found.told.append(told)


def _look_at_desks(found: Look, accounts: Container[str]) -> None:
    """How much waits now, for those facilitators on duty here whose groups it concerns.

    Counting is moderation's: it is found by its name in the settings, since groups knows nothing
    of it.
    """
    groups = {of for _, kind, of, note in found.standing if (kind, note) == (_TOLD_KIND, "desk")}
    groups |= {told.group for told in found.told if told.kind == "held"}
    if not groups:
        return
    rows = Membership.objects.filter(
        group__in=groups, account__isnull=False, ended_at=None, on_duty_since__isnull=False
    )
    concerned = sorted({of for of in rows.values_list("account", flat=True) if of in accounts})
    counts = import_string(settings.DESK_COUNTS)(concerned) if concerned else {}
    for account, (waiting, urgent) in counts.items():
        fact = {"type": "desk", "waiting": waiting, "urgent": urgent}
        found.desk[account] = presenting.encoded(fact)


def _held(message_id: str) -> Told | None:
    message = _message(message_id)
    if message is None or message.state != Message.State.HELD:
        return None
    zone = message.group.time_zone
    texts = {
        language: presenting.encoded(
            {
                "type": "held",
                "group": message.group_id,
                "message": presenting.present(message, {}, language, zone),
            }
        )
        for language in presenting.LANGUAGES
    }
    return Told("held", message.group_id, message.author_id, True, texts)


def _returned(message_id: str) -> Told | None:
    message = _message(message_id)
    if message is None or message.state != Message.State.REFUSED:
        return None
    fact = {
        "type": "returned",
        "group": message.group_id,
        "id": message.pk,
        "key": message.key,
        "body": legible(message, "body"),
    }
    decision = legible(message, "decision")
    texts = _in_each_language(lambda: {**fact, "detail": reasons.said(decision)})
    return Told("returned", message.group_id, message.author_id, False, texts)


def _help(message_id: str) -> Told | None:
    """The help card, to the writer of words of crisis or danger."""
    message = _message(message_id)
    help_ = helping.for_message(message, clock.now()) if message else None
    if message is None or help_ is None:
        return None
    group_id = message.group_id
    texts = _in_each_language(
        lambda: {"type": "help", "group": group_id, "html": cards.draw(help_)}
    )
    return Told("help", group_id, message.author_id, False, texts)


def _message(message_id: str) -> Message | None:
    return Message.objects.select_related("author", "group").filter(pk=message_id).first()


def _talk(word_id: str) -> Told | None:
    rows = TalkWord.objects.select_related("group").filter(pk=word_id)
    word = rows.first()
    if word is None:
        return None
    drawn = mark_safe(html.draw(legible(word, "body")))  # noqa: S308 (kit/html.py escapes)
    context = {"words": drawn, "own": word.by_id == word.member_id}
    return Told(
        "talk", word.group_id, word.member_id, False, _cards("talk", word.group_id, context)
    )


def _notice(member_id: str) -> Told | None:
    """That something was written to her; the words themselves stand on the page of notices."""
    group = Membership.objects.filter(pk=member_id).values_list("group", flat=True).first()
    if group is None:
        return None
    return Told("notice", group, member_id, False, _cards("notice", group, {}))


def _cards(kind: str, group_id: str, context: dict[str, object]) -> dict[str, str]:
    def fact() -> dict[str, object]:
        drawn = render_to_string(f"groups/_told_{kind}.html", context).strip()
        if kind != "talk":  # notices name no group (contract 4)
            return {"type": "notice", "html": drawn}
        return {"type": kind, "group": group_id, "html": drawn}

    return _in_each_language(fact)


def _in_each_language(fact: Callable[[], object]) -> dict[str, str]:
    """A frame for each language, of what `fact` says while that one is spoken."""
    texts = {}
    for language in presenting.LANGUAGES:
        with translation.override(language):
            texts[language] = presenting.encoded(fact())
    return texts


def _return_asked(member_id: str) -> Told | None:
    """Somebody asked to move her place: she can refuse on her page."""
    group = Membership.objects.filter(pk=member_id).values_list("group", flat=True).first()
    return Told("notice", group, member_id, False, _cards("return", group, {})) if group else None


_TOLD_KIND = Standing.Kind.TOLD
_TOLD = {
    "held": _held,
    "returned": _returned,
    "help": _help,
    "talk": _talk,
    "notice": _notice,
    "return": _return_asked,
}


def changes(group_id: str, rev: int, languages: Sequence[str]) -> tuple[list[Event], bool]:
    """Everything that happened in a room after `rev`, in order, and whether more is waiting.

    The same read as `enter` uses, once for the room.
    """
    read = history.changes_for_room(group_id, rev)
    group = Group.objects.get(pk=group_id)
    counts = presenting.counts_of(read.messages)
    kinds = [
        Change("message" if (message.seq or 0) > rev else "changed", message)
        for message in read.messages
    ]
    events = presenting.events_of(kinds, languages, group.time_zone, counts)
    facts = [event for event in _facts(group, rev) if event.rev <= read.revision]
    events = sorted([*events, *facts], key=lambda event: event.rev)
    if not events or events[-1].rev < read.revision:
        events.append(presenting.fact_event(group_id, read.revision, {"type": "quiet"}))
    return events, read.more


def _facts(group: Group, rev: int) -> list[Event]:
    """What the group's and the memberships' rows keep of their last visible change."""
    events = []
    if group.changed_rev > rev:
        fact = {
            "type": "group",
            "mode": group.told_mode,
            "slow_seconds": group.slow_seconds,
            "facilitators": group.told_facilitators,
        }
        events.append(presenting.fact_event(group.pk, group.changed_rev, fact))
    if group.gone_rev > rev:
        fact = {"type": "gone", "before": group.gone_before}
        events.append(presenting.fact_event(group.pk, group.gone_rev, fact))
    for member in history.room_names_after(group.pk, rev):
        events.append(presenting.named_event(member))
    for member in history.erased_after(group.pk, rev):
        fact = {"type": "gone", "author": member.pk}
        events.append(presenting.fact_event(group.pk, member.erased_rev, fact))
    return events


def still_signed_in(session_keys: Sequence[str]) -> dict[str, datetime]:
    """The ends of those of these sessions that stand."""
    rows = Session.objects.filter(session_key__in=session_keys, expire_date__gt=clock.now())
    return dict(rows.values_list("session_key", "expire_date"))


def renew_here(member_ids: Sequence[str]) -> None:
    """Facilitators on duty whose page is open are here."""
    Membership.objects.filter(pk__in=member_ids, ended_at=None, on_duty_since__isnull=False).update(
        here_at=clock.now()
    )
