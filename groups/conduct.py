"""Changes that members can see: messages' states, memberships' ends, the room's mode, duty."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from peernet.audit import trail
from peernet.audit.actions import Action
from peernet.kit import clock

from . import access, live
from .models import Bar, Group, Invite, Membership, Message
from .presenting import Change

HERE_WRITTEN_SECONDS = 15
HEARD_COUNTED_TO = 10  # of a newcomer's messages; the most a group may hold
RESTING = "resting"
ARCHIVED = "archived"


def locked(group_id: str) -> Group:
    """The group's row, locked: revisions are handed out one at a time."""
    return Group.objects.select_for_update().get(pk=group_id)


def facilitates_still(by: Membership) -> None:
    """Under the group's lock, of somebody who was a facilitator when her page or press arrived.
    Raises NotYours: stood down a moment ago she sets no mode and goes on no duty any more."""
    standing = Membership.objects.filter(pk=by.pk, ended_at=None)
    if not standing.filter(role=Membership.Role.FACILITATOR).exists():
        raise access.NotYours


def next_revision(group: Group) -> int:
    """Take the next revision of a locked group; saved by the caller with its other changes."""
    group.revision += 1
    return group.revision


def mode_of(group: Group, facilitators: int) -> str:
    """The first that holds: archived, paused, resting, held, slow, open (contract 4)."""
    if group.archived_at:
        return ARCHIVED
    if group.locked_down_at or group.mode == Group.Mode.PAUSED:
        return str(Group.Mode.PAUSED)
    if group.rests and not facilitators:
        return RESTING
    return str(group.mode)


def room_now(group: Group, now: datetime) -> tuple[str, int]:
    """The mode and how many facilitate, as they are at this moment."""
    facilitators = access.on_duty(group.pk, now).count()
    return mode_of(group, facilitators), facilitators


def settle(group: Group, now: datetime) -> tuple[str, int]:
    """Under the group's lock: tell the room when its mode or its facilitators changed.

    Resting begins by silence, so whoever locks the group next finds out and says so, once.
    """
    mode, facilitators = room_now(group, now)
    if (mode, facilitators) != (group.told_mode, group.told_facilitators):
        _tell_room(group, mode, facilitators)
    return mode, facilitators


def _tell_room(group: Group, mode: str, facilitators: int) -> None:
    rev = next_revision(group)
    group.changed_rev, group.told_mode, group.told_facilitators = rev, mode, facilitators
    group.save(update_fields=["revision", "changed_rev", "told_mode", "told_facilitators"])
    live.announce_fact(group, rev, room_fact(group))


def room_fact(group: Group) -> dict[str, object]:
    return {
        "type": "group",
        "mode": group.told_mode,
        "slow_seconds": group.slow_seconds,
        "facilitators": group.told_facilitators,
    }


def settle_rooms(now: datetime, group_ids: list[str] | None = None) -> int:
    """Settle every room that told of facilitators who may have gone quiet; how many were looked at."""
    rooms = Group.objects.filter(archived_at=None, told_facilitators__gt=0)
    if group_ids is not None:
        rooms = rooms.filter(pk__in=group_ids)
    looked = 0
    for group in rooms:
        mode, facilitators = room_now(group, now)
        if (mode, facilitators) != (group.told_mode, group.told_facilitators):
            with transaction.atomic():
                settle(locked(group.pk), now)
            looked += 1
    return looked


@transaction.atomic
def go_on_duty(membership: Membership, now: datetime) -> None:
    group = locked(membership.group_id)
    facilitates_still(membership)
    membership.on_duty_since, membership.here_at = now, now
    membership.save(update_fields=["on_duty_since", "here_at"])
    settle(group, now)
    live.stands_otherwise(membership)
    _record(Action.GO_ON_DUTY, group, membership)


@transaction.atomic
def go_off_duty(membership: Membership, now: datetime) -> None:
    group = locked(membership.group_id)
    membership.on_duty_since = None
    membership.save(update_fields=["on_duty_since"])
    settle(group, now)
    live.stands_otherwise(membership)
    _record(Action.GO_OFF_DUTY, group, membership)


def be_here(membership: Membership, now: datetime) -> None:
    """A facilitator on duty is here; written at most every 15 s. The first after a silence wakes
    the room."""
    if membership.on_duty_since is None or membership.ended_at:
        return
    silent = (now - (membership.here_at or membership.on_duty_since)).total_seconds()
    if silent < HERE_WRITTEN_SECONDS:
        return
    with transaction.atomic():
        Membership.objects.filter(pk=membership.pk, on_duty_since__isnull=False).update(here_at=now)
        if silent >= access.HERE_SECONDS:
            settle(locked(membership.group_id), now)
    membership.here_at = now


@transaction.atomic
def set_mode(
    group_id: str, mode: str, slow_seconds: int | None, by: Membership, reason: str = ""
) -> None:
    group = locked(group_id)
    facilitates_still(by)
    group.mode = mode
    if slow_seconds is not None:
        group.slow_seconds = slow_seconds
    group.save(update_fields=["mode", "slow_seconds"])
    _tell_room(group, *room_now(group, clock.now()))
    _record(Action.SET_MODE, group, by, reason=reason or mode)


def change(message: Message, state: Message.State, group: Group, **fields: object) -> None:
    """Give a told message a new state at the next revision. Within the group's lock."""
    message.state = state
    message.rev = next_revision(group)
    for name, value in fields.items():
        setattr(message, name, value)
    message.save(update_fields=["state", "rev", *fields])
    group.save(update_fields=["revision"])
    live.announce([Change("changed", message)], group)


def show(message: Message, group: Group, now: datetime) -> None:
    """A held message becomes visible, at the next revision. Within the group's lock."""
    rev = next_revision(group)
    message.state, message.seq, message.rev = Message.State.VISIBLE, rev, rev
    message.shown_at = message.decided_at = now
    message.save(update_fields=["state", "seq", "rev", "shown_at", "decided_at"])
    group.save(update_fields=["revision"])
    Membership.objects.filter(pk=message.author_id, heard_messages__lt=HEARD_COUNTED_TO).update(
        heard_messages=F("heard_messages") + 1
    )
    live.announce([Change("message", message)], group)


@transaction.atomic
def end(membership: Membership, ending: Membership.Ending, now: datetime) -> None:
    """End a membership; its sockets hear `shut` within a second, on every process, and the codes
    that she issued open nothing more (SEC-04)."""
    group = locked(membership.group_id)
    membership.refresh_from_db(fields=["ended_at", "ending"])
    if membership.ended_at:  # somebody else was quicker: what she was told first stays true
        return
    Invite.objects.filter(issued_by=membership.pk, revoked_at=None).update(revoked_at=now)
    membership.ended_at, membership.ending = now, ending
    membership.on_duty_since = None
    membership.save(update_fields=["ended_at", "ending", "on_duty_since"])
    settle(group, now)
    live.stands_otherwise(membership)


@transaction.atomic
def leave(membership: Membership, now: datetime) -> None:
    """She goes; what she wrote stays under her name until retention, unless she erases it."""
    group = locked(membership.group_id)
    if Membership.objects.filter(pk=membership.pk, ended_at=None).exists():
        end(membership, Membership.Ending.LEFT, now)
        _record(Action.LEAVE, group, membership)


def snooze(membership: Membership, until: datetime | None) -> None:
    """My groups is quiet about this group until then; None wakes it."""
    membership.snoozed_until = until
    membership.save(update_fields=["snoozed_until"])


def _record(action: Action, group: Group, by: Membership, reason: str = "") -> None:
    trail.record(action, chain=group.organisation_id, actor=by.pk, subject=group.pk, reason=reason)


# --- Deeds on messages, within the group's lock (moderation/deeds.py records them) ----------------


def hide(message: Message, group: Group) -> None:
    """Out of everybody's sight; the words stay sealed until retention."""
    change(message, Message.State.HIDDEN, group)


def restore(message: Message, group: Group) -> None:
    change(message, Message.State.VISIBLE, group)


def fold(message: Message, group: Group, note: str) -> None:
    """Under a note; an empty one unfolds."""
    change(message, Message.State.VISIBLE, group, note=note)


def accept_edit(message: Message, group: Group, now: datetime) -> None:
    """A change that waited takes the place of the old text."""
    body, note = message.waiting_body, message.waiting_note
    new = {"body": body, "note": note, "waiting_body": "", "waiting_note": ""}
    change(message, Message.State.VISIBLE, group, edited_at=now, **new)


def drop_edit(message: Message) -> None:
    """A change that waited is not made; the old text stays."""
    message.waiting_body = message.waiting_note = ""
    message.save(update_fields=["waiting_body", "waiting_note"])


def mute_until(membership: Membership, until: datetime) -> None:
    membership.muted_until = until
    membership.save(update_fields=["muted_until"])


def unmute(membership: Membership) -> None:
    membership.muted_until = None
    membership.save(update_fields=["muted_until"])


def bring_back(membership: Membership) -> bool:
    """An ended membership stands again; False when she is in already by another one."""
    there = Membership.objects.filter(
        group=membership.group_id, account=membership.account_id, ended_at=None
    )
    if membership.account_id is None or there.exists():
        return False
    membership.ended_at, membership.ending = None, ""
    membership.save(update_fields=["ended_at", "ending"])
    live.stands_otherwise(membership)
    return True


def bar(membership: Membership) -> bool:
    """This account does not come back; False when it was barred before."""
    if membership.account_id is None:
        return False
    return Bar.objects.get_or_create(group=membership.group, account=membership.account)[1]


def lift_bar(membership: Membership) -> None:
    Bar.objects.filter(group=membership.group_id, account=membership.account_id).delete()


@transaction.atomic
def lock_down(group_id: str, by: Membership) -> bool:
    """Pause the room and stop its invites; False when it is locked down already.

    Its own mode stays, and may be changed meanwhile: it holds again when the lockdown is lifted.
    """
    group = locked(group_id)
    facilitates_still(by)
    if group.locked_down_at:
        return False
    group.locked_down_at = clock.now()
    group.save(update_fields=["locked_down_at"])
    _tell_room(group, *room_now(group, clock.now()))
    _record(Action.LOCK_DOWN, group, by)
    return True


@transaction.atomic
def lift_lockdown(group_id: str, by: Membership) -> bool:
    """The room's own mode holds again; False when it was not locked down."""
    group = locked(group_id)
    facilitates_still(by)
    if not group.locked_down_at:
        return False
    group.locked_down_at = None
    group.save(update_fields=["locked_down_at"])
    _tell_room(group, *room_now(group, clock.now()))
    _record(Action.LIFT_LOCKDOWN, group, by)
    return True
