"""The only reading of messages: newest, before, changes after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from . import presenting
from .models import Finding, Group, Membership, Message

PAGE = 50
BATCH = 500
MOST = 200
MOST_BYTES = 128 * 1024  # of sealed words in one answer; the drawing makes it some more


@dataclass
class Read:
    """Messages and the revision of the group that they belong to, out of one statement."""

    messages: list[Message]
    revision: int
    more: bool = False  # after: further changes wait; newest, before: older rows exist


def _told(group_id: str) -> QuerySet[Message]:
    """Every row that members were told of, with its author and the group's revision."""
    rows = Message.objects.filter(group=group_id, seq__isnull=False)
    return rows.select_related("author").annotate(at_revision=F("group__revision"))


def _hers(membership: Membership) -> QuerySet[Message]:
    """What this member may see: from her first on, and nothing of whom she blocked."""
    rows = _told(membership.group_id).filter(seq__gte=membership.first_seq)
    return rows.exclude(author__in=membership.blocks.values("whom"), role=Membership.Role.MEMBER)


def newest(membership: Membership, limit: int = PAGE) -> Read:
    return _page(membership, _hers(membership), limit)


def before(membership: Membership, seq: int, limit: int = PAGE) -> Read:
    return _page(membership, _hers(membership).filter(seq__lt=seq), limit)


def _page(membership: Membership, rows: QuerySet[Message], limit: int) -> Read:
    found = list(rows.order_by("-seq")[: limit + 1])
    if not found:
        return _nothing(membership)
    kept = found[:limit][::-1]
    return Read(kept, found[0].at_revision, more=len(found) > limit)  # type: ignore[attr-defined]


def _nothing(membership: Membership) -> Read:
    """Nothing up to the revision that was read with her membership, before the messages were: what
    came since then has a higher one, and is told after it."""
    return Read([], membership.group.revision)


def around(message: Message, each_side: int) -> tuple[list[Message], list[Message]]:
    """What was visible just before and after; a message that waits stands at the end."""
    rows = _told(message.group_id).exclude(pk=message.pk)
    if message.seq is None:
        return list(rows.filter(at__lt=message.at).order_by("-seq")[:each_side])[::-1], []
    earlier = rows.filter(seq__lt=message.seq).order_by("-seq")[:each_side]
    return list(earlier)[::-1], list(rows.filter(seq__gt=message.seq).order_by("seq")[:each_side])


def all_visible(group_id: str) -> Iterator[Message]:
    """Every word that stands in the room, oldest first, a batch in memory at a time."""
    rows = _told(group_id).filter(state=Message.State.VISIBLE)
    return rows.order_by("seq").iterator(chunk_size=BATCH)


def changes_after(membership: Membership, rev: int, limit: int = MOST) -> Read:
    """What became visible to her or changed after `rev`, oldest change first."""
    return _changes(_hers(membership), rev, limit) or _nothing(membership)


def changes_for_room(group_id: str, rev: int, limit: int = MOST) -> Read:
    """The same for everybody of the room: the hub reads it once and sorts out who may hear."""
    rows = _told(group_id)
    found = _changes(rows, rev, limit)
    if found is None:  # there must be a revision up to which there is nothing
        at = Group.objects.values_list("revision", flat=True).get(pk=group_id)
        found = _changes(rows, rev, limit) or Read([], at)
    return found


def _changes(rows: QuerySet[Message], rev: int, limit: int) -> Read | None:
    found = list(rows.filter(rev__gt=rev).order_by("rev")[: limit + 1])
    if not found:
        return None
    kept = _within_bytes(found[:limit])
    more = len(found) > len(kept)
    return Read(kept, kept[-1].rev if more else found[0].at_revision, more)  # type: ignore[attr-defined,arg-type]


def _within_bytes(rows: list[Message]) -> list[Message]:
    """As many from the first as make one answer that a slow line can take; at least one."""
    size = 0
    for number, row in enumerate(rows):
        size += len(row.__dict__["body"])
        if size > MOST_BYTES and number:
            return rows[:number]
    return rows


def waiting_of(membership: Membership) -> tuple[list[Message], list[Message]]:
    """Her own that were never shown, in order of sending: those that wait, and those that were not
    let through, with the reason; hers until she takes them back."""
    mine = Message.objects.filter(group=membership.group_id, author=membership, seq=None)
    rows = list(mine.filter(state__in=("held", "refused")).order_by("at"))
    for row in rows:
        row.author = membership
    held = [row for row in rows if row.state == Message.State.HELD]
    return held, [row for row in rows if row.state == Message.State.REFUSED]


def urgent_findings(membership: Membership, now: datetime) -> QuerySet[Finding]:
    """Crisis and danger in what she wrote in the last half hour, or in a change that waits. (The
    card is shown again.)"""
    found = Finding.objects.filter(message__author=membership, kind__in=("crisis", "danger"))
    since = now - timedelta(minutes=30)
    lately = Q(message__at__gt=since) | Q(message__edited_at__gt=since)
    return found.filter(lately | ~Q(message__waiting_body=b""))


def room_names_after(group_id: str, rev: int) -> QuerySet[Membership]:
    return Membership.objects.filter(group=group_id, named_rev__gt=rev).order_by("named_rev")


def erased_after(group_id: str, rev: int) -> QuerySet[Membership]:
    return Membership.objects.filter(group=group_id, erased_rev__gt=rev).order_by("erased_rev")


def first_seq(membership: Membership) -> int:
    """The lowest seq that she may see: hers, or what retention left."""
    return max(membership.first_seq, membership.group.gone_before, 1)


@dataclass
class Entered:
    """What one needs to show a room: the contract's `entered`."""

    membership: Membership
    read: Read
    fresh: bool
    names: dict[str, str] = field(default_factory=dict)
    held: list[Message] = field(default_factory=list)


def entered(
    membership: Membership, after: int | None, language: str, limit: int | None = None
) -> Entered:
    """Everything after a cursor, or the newest page where there is none or it can't be used."""
    group = membership.group
    fresh = after is not None and (after > group.revision or after < group.fresh_rev)
    if after is None or fresh:
        read = newest(membership, limit or PAGE)
        names: dict[str, str] = {}
    else:
        read = changes_after(membership, after, limit or MOST)
        names = {m.pk: presenting.name_of(m, language) for m in room_names_after(group.pk, after)}
    return Entered(membership, read, fresh, names, waiting_of(membership)[0])


def as_json(found: Entered, mode: str, facilitators: int, language: str) -> dict[str, Any]:
    """The `entered` frame, but for `type` and `older`."""
    group, zone = found.membership.group, found.membership.group.time_zone
    messages = found.read.messages
    counts = presenting.counts_of(messages)
    rows = [presenting.present(m, counts.get(m.pk, {}), language, zone) for m in messages]
    return {
        "group": group.pk,
        "rev": found.read.revision,
        "you": found.membership.pk,
        "mode": mode,
        "slow_seconds": group.slow_seconds,
        "facilitators": facilitators,
        "messages": rows,
        "held": [presenting.present(m, {}, language, zone) for m in found.held],
        "names": found.names,
        "first": first_seq(found.membership),
        "fresh": found.fresh,
    }


def unread_counts(memberships: list[Membership]) -> dict[str, int]:
    """Messages of others that she has not read, a group; 99 stands for "99 or more"."""
    counts = {}
    for membership in memberships:
        unread = _hers(membership).filter(
            Q(seq__gt=membership.read_rev), state=Message.State.VISIBLE
        )
        counts[membership.group_id] = unread.exclude(author=membership)[:99].count()
    return counts


def mark_read(membership: Membership, rev: int) -> None:
    """She has read up to here; never backwards, never past what there is."""
    upto = min(rev, membership.group.revision)
    Membership.objects.filter(pk=membership.pk, read_rev__lt=upto).update(read_rev=upto)


def older_than(membership: Membership, messages: list[Message]) -> bool:
    """Do rows before the first of these exist for her?"""
    first = min((message.seq or 0 for message in messages), default=0)
    return bool(first) and _hers(membership).filter(seq__lt=first).exists()
