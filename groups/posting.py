"""Posting: a draft becomes Sent, Held or Refused. One verb for the page, the socket, the tests."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Max

from peernet.kit import clock, limits, words
from peernet.kit.lookups import one_of

from . import access, conduct, following, helping, lexicon, live, safety
from .answers import Answer, Refused, first_answer, unfit
from .models import Finding, Group, Membership, Message
from .models.message import CARD_MARK, MOST_CHARS, NOTE_MOST_CHARS
from .presenting import Change

KEY = re.compile(r"[A-Za-z0-9-]{1,64}\Z")
log = logging.getLogger("peernet.posting")

MOST_TOGETHER = 160  # drafts of one transaction: about 70 ms


@dataclass(frozen=True)
class Draft:
    """What a browser wants to say. `key` makes sending it twice harmless."""

    key: str
    body: str
    note: str = ""
    reply_to: str | None = None
    confirm: bool = False
    card: bool = False  # an entry of the directory (putting.py); doors for members never set it


@dataclass
class Post:
    """A draft on its way: who sends it where, what was seen in it, what came of it."""

    account_id: str
    group_id: str
    draft: Draft
    body: str = ""
    note: str = ""
    looked: lexicon.Lexicon = lexicon.PLAIN  # what it was looked at with
    findings: tuple[safety.Finding, ...] = ()
    unfit: Refused | None = None  # what is wrong with the words, unless their key is bound already
    answer: Answer | None = None


@dataclass
class _Room:
    """One locked group while drafts for it are posted."""

    group: Group
    mode: str = "open"
    before: int = 0
    lexicon: lexicon.Lexicon = lexicon.PLAIN
    shown: list[Message] = field(default_factory=list)


def post(account_id: str, group_id: str, draft: Draft) -> Answer:
    return post_all([Post(account_id, group_id, draft)])[0]


def post_all(posts: Sequence[Post]) -> list[Answer]:
    """Post many drafts in one transaction; each is answered for itself.

    Scans outside the transaction; locks the groups in the order of their ids. Should the
    transaction fail as a whole, each is tried alone, so that one draft cannot sink the others.
    """
    for each in posts:
        _look(each)
    ready = [each for each in posts if each.answer is None]
    if len(ready) > 1:
        try:
            _store(ready)
            ready = []
        except Exception:
            log.exception("drafts could not be posted together")
    for each in ready:
        _store_alone(each)
    return [each.answer or Refused("malformed") for each in posts]


def _store_alone(each: Post) -> None:
    """A draft that breaks something refuses alone; a database that is away is no draft's fault."""
    each.answer = None
    try:
        _store([each])
    except (InterfaceError, OperationalError):
        raise
    except Exception:
        log.exception("a draft could not be posted")
        each.answer = Refused("malformed")


def _look(each: Post) -> None:
    """Everything that needs no lock: tidy, measure, second look."""
    draft = each.draft
    each.body, each.note = words.tidy(draft.body).strip(), words.one_line(draft.note)
    each.unfit = unfit(draft.body, each.body, each.note)
    if not KEY.match(draft.key):
        each.answer = Refused("malformed")
    elif each.unfit:
        if each.unfit.code == "too_long":  # a cry for help is heard all the same
            each.findings = lexicon.PLAIN.look(each.body[:MOST_CHARS], each.note[:NOTE_MOST_CHARS])
    elif draft.card:
        each.body = CARD_MARK + each.body  # numbers are what it is for: no second look
    else:
        each.looked = lexicon.lately(each.group_id)
        each.findings = each.looked.look(each.body, each.note)


@transaction.atomic
def _store(posts: list[Post]) -> None:
    now = clock.now()
    ids = sorted({each.group_id for each in posts})
    locked = Group.objects.select_for_update().filter(one_of("pk", ids)).order_by("pk")
    rooms = {group.pk: _Room(group, before=group.revision) for group in locked}
    members = _members(posts)
    known = _known(posts, members)
    replies = _replies(posts)
    new: list[Message] = []
    for room in rooms.values():
        group = room.group
        room.mode = conduct.settle(group, now)[0] if group.rests else conduct.mode_of(group, 1)
        room.before = room.group.revision
        room.lexicon = lexicon.of(room.group)
    for each in posts:
        member, room_ = members.get((each.account_id, each.group_id)), rooms.get(each.group_id)
        each.answer = _decide(each, member, room_, known, replies, now, new)
    if new:
        _write(new, rooms, posts)


def _members(posts: list[Post]) -> dict[tuple[str, str], Membership]:
    """Re-read under the lock: a membership that ended while the message travelled is seen."""
    rows = Membership.objects.filter(
        one_of("account", {each.account_id for each in posts}),
        one_of("group", {each.group_id for each in posts}),
        ended_at=None,
    )
    return {(row.account_id or "", row.group_id): row for row in rows}


def _known(
    posts: list[Post], members: dict[tuple[str, str], Membership]
) -> dict[tuple[str, str], Answer]:
    """First answers of keys that stored messages bind.

    A query of its own: asked inside the one above, PostgreSQL reads every message there is.
    """
    rows = Message.objects.filter(
        one_of("author", [member.pk for member in members.values()]),
        one_of("key", {each.draft.key for each in posts}),
    )
    rows = rows.only("author", "key", "seq", "held_for")
    return {(row.author_id, row.key): first_answer(row) for row in rows}


def _replies(posts: list[Post]) -> set[tuple[str, str]]:
    wanted = {each.draft.reply_to for each in posts if each.draft.reply_to}
    if not wanted:
        return set()
    rows = Message.objects.filter(one_of("pk", wanted), seq__isnull=False)
    return set(rows.values_list("pk", "group"))


def _decide(
    each: Post,
    member: Membership | None,
    room: _Room | None,
    known: dict[tuple[str, str], Answer],
    replies: set[tuple[str, str]],
    now: datetime,
    new: list[Message],
) -> Answer:
    if member is None or room is None:
        return Refused("not_a_member")
    if each.draft.card and not access.is_on_duty(member, now):
        return Refused("not_a_member")
    first = known.get((member.pk, each.draft.key))
    if first:
        return first
    if each.unfit:
        return replace(each.unfit, help_from=helping.gathered(room.group, each.findings, now))
    if each.looked is not room.lexicon and not each.draft.card:  # the words changed meanwhile
        each.looked = room.lexicon
        each.findings = each.looked.look(each.body, each.note)
    refused = (
        may_speak(member, room.group, room.mode, now)
        or _second_look(each, room.group)
        or _how_fast(member, room, now, new)
    )
    if refused:
        return replace(refused, help_from=helping.gathered(room.group, each.findings, now))
    message = _message(each, member, room, now)
    if each.draft.reply_to and (each.draft.reply_to, room.group.pk) in replies:
        message.reply_to_id = each.draft.reply_to
    new.append(message)
    answer = first_answer(message)
    known[member.pk, each.draft.key] = answer
    return answer


def may_speak(member: Membership, group: Group, mode: str, now: datetime) -> Refused | None:
    """The room's rules for anything she writes there, new or changed."""
    holding = access.is_on_duty(member, now)
    if mode == conduct.ARCHIVED:
        return Refused("archived")
    if member.muted_until and member.muted_until > now:
        return Refused("muted", retry_after=_seconds(member.muted_until, now))
    if mode == Group.Mode.PAUSED and not holding:
        return Refused("paused")
    return None


def _how_fast(member: Membership, room: _Room, now: datetime, new: list[Message]) -> Refused | None:
    if room.mode == Group.Mode.SLOW and not access.is_on_duty(member, now):
        wait = _too_soon(member, room.group, now, new)
        if wait:
            return Refused("slow_mode", retry_after=wait)
    wait = limits.take("messages-burst", member.pk) or limits.take("messages", member.pk)
    return Refused("rate_limited", retry_after=wait) if wait else None


def _too_soon(member: Membership, group: Group, now: datetime, new: list[Message]) -> int:
    if any(message.author_id == member.pk for message in new):
        return group.slow_seconds
    last = Message.objects.filter(author=member).aggregate(at=Max("at"))["at"]
    if last is None:
        return 0
    return max(0, group.slow_seconds - int((now - last).total_seconds()))


def _second_look(each: Post, group: Group) -> Refused | None:
    """Ask once; sent again with `confirm` it goes on (held or alerted by its kind)."""
    asked = following.asked(group, each.findings)
    if asked and not each.draft.confirm:
        return Refused("ask", findings=following.as_typed(asked, each.draft.body))
    return None


def _message(each: Post, member: Membership, room: _Room, now: datetime) -> Message:
    holding = access.is_on_duty(member, now)
    held_for = "" if holding else _held_for(each, member, room)
    message = Message(
        group_id=room.group.pk,
        author=member,
        role=Membership.Role.FACILITATOR if holding else Membership.Role.MEMBER,
        key=each.draft.key,
        state=Message.State.HELD if held_for else Message.State.VISIBLE,
        held_for=held_for,
        at=now,
    )
    message.body, message.note = each.body, each.note or each.looked.note_for(each.findings)
    if not held_for:
        rev = conduct.next_revision(room.group)
        message.seq, message.rev, message.shown_at = rev, rev, now
        room.shown.append(message)
    return message


def _held_for(each: Post, member: Membership, room: _Room) -> str:
    if following.is_held(room.group, each.findings):
        return Message.HeldFor.SECOND_LOOK
    if not member.is_facilitator and member.heard_messages < room.group.newcomer_messages:
        return Message.HeldFor.NEWCOMER
    if room.mode == Group.Mode.HELD:
        return Message.HeldFor.ROOM
    if room.mode == conduct.RESTING:
        return Message.HeldFor.RESTING
    return ""


def held_for_now(member: Membership, group: Group, mode: str, now: datetime) -> bool:
    """Would anything she writes now wait for a facilitator, whatever it says?"""
    if access.is_on_duty(member, now):
        return False
    newcomer = not member.is_facilitator and member.heard_messages < group.newcomer_messages
    return newcomer or mode in (Group.Mode.HELD, conduct.RESTING)


def _write(new: list[Message], rooms: dict[str, _Room], posts: list[Post]) -> None:
    Message.objects.bulk_create(new)
    urgent, alerting = _write_findings(new, posts, rooms)
    moved = [room.group for room in rooms.values() if room.group.revision != room.before]
    _save_revisions(moved, rooms)
    _count_heard(rooms)
    for room in rooms.values():
        if room.shown:
            live.announce([Change("message", m) for m in room.shown], room.group)
    for message in new:
        if message.seq is None:
            live.tell_one("held", message.pk)
        if message.pk in urgent:
            live.tell_one("help", message.pk)
        if message.pk in alerting:
            live.tell_desk(message.group_id)


def _save_revisions(moved: list[Group], rooms: dict[str, _Room]) -> None:
    """One statement for all groups that moved as far; their rows are locked."""
    steps: dict[int, list[str]] = {}
    for group in moved:
        steps.setdefault(group.revision - rooms[group.pk].before, []).append(group.pk)
    for step, ids in steps.items():
        Group.objects.filter(one_of("pk", ids)).update(revision=F("revision") + step)


def _count_heard(rooms: dict[str, _Room]) -> None:
    """Her first messages are counted as they become visible (product a9), to a point."""
    shown = [message.author for room in rooms.values() for message in room.shown]
    new = [author for author in shown if author.heard_messages < conduct.HEARD_COUNTED_TO]
    if new:
        ids = [author.pk for author in new]
        Membership.objects.filter(one_of("pk", ids)).update(heard_messages=F("heard_messages") + 1)


def _write_findings(
    new: list[Message], posts: list[Post], rooms: dict[str, _Room]
) -> tuple[set[str], set[str]]:
    """Store what was seen, sealed with each message; the urgent ones, and those that alert."""
    seen = {(each.account_id, each.draft.key): each for each in posts if each.findings}
    rows, urgent, alerting = [], set(), set()
    for message in new if seen else ():
        each = seen.get((message.author.account_id or "", message.key))
        if each is None:
            continue
        rows += [following.row_of(message, each.body, found) for found in each.findings]
        if following.is_urgent(each.findings):
            urgent.add(message.pk)
        if following.is_alerting(rooms[message.group_id].group, each.findings):
            alerting.add(message.pk)
    Finding.objects.bulk_create(rows)
    return urgent, alerting


def _seconds(until: datetime, now: datetime) -> int:
    return max(1, int((until - now).total_seconds() + 0.999))
