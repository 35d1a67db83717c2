"""What a facilitator does: permission, change, notice and audit entry in one transaction.

Each deed locks the group (cases.hold_still), looks again, changes, tells, and records last. A
process that dies between two statements leaves neither half.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from groups import conduct, joining, live, talking
from groups.access import NotYours
from groups.models import Application, Finding, Invite, Membership, Message, TalkWord
from groups.models.message import NOTE_MOST_CHARS
from groups.reasons import Reason
from peernet.audit.actions import Action
from peernet.kit import clock, words

from . import cases, notices
from .cases import AlreadyDecided, NotHere, Press, ReasonMissing
from .models import Deed, Notice, Report
from .notices import Told

__all__ = ["AlreadyDecided", "NotHere", "Press", "ReasonMissing"]

MOST_MUTE_DAYS = 30
State = Message.State


# --- What waits ------------------------------------------------------------------------------


@transaction.atomic
def let_through(message: Message, press: Press) -> None:
    """A held message becomes visible at the next revision, or a held change takes its place."""
    group = cases.hold_still(press)
    row, now = _reread(message, press), clock.now()
    if row.state == State.HELD:
        conduct.show(row, group, now)
    elif row.state == State.VISIBLE and row.waiting_body:
        conduct.accept_edit(row, group, now)
    else:
        raise AlreadyDecided
    cases.conclude(press, group, Action.LET_THROUGH, subject=row.pk)


@transaction.atomic
def let_through_rested(by: Membership) -> int:
    """Everything that waited only because nobody facilitated, in order of sending."""
    group = cases.hold_still(Press(by, ""))
    waited = Message.objects.select_related("author").filter(
        group=group, state=State.HELD, held_for=Message.HeldFor.RESTING
    )
    now, shown = clock.now(), 0
    for message in waited.order_by("at"):
        conduct.show(message, group, now)
        cases.record(Press(by, message.pk), group, Action.LET_THROUGH, message.pk)
        shown += 1
    return shown


@transaction.atomic
def refuse(message: Message, press: Press) -> None:
    """The writer gets her words back with the reason; they stay sealed 30 days for an appeal.

    Words alone are a reason here: the writer reads them beside her own.
    """
    if press.words and not press.reason:
        press = replace(press, reason=Reason.OTHER)
    cases.need_reason(press)
    group = cases.hold_still(press)
    row = _reread(message, press)
    if row.state == State.HELD:
        _refuse_message(row, press)
    elif row.state == State.VISIBLE and row.waiting_body:
        _tell(row.author, Deed.REFUSE, press, row, kept=row.waiting_body)
        conduct.drop_edit(row)
    else:
        raise AlreadyDecided
    cases.conclude(press, group, Action.REFUSE, subject=row.pk)


def _refuse_message(row: Message, press: Press) -> None:
    row.state, row.decided_at = State.REFUSED, clock.now()
    row.decision = press.words or press.reason
    row.save(update_fields=["state", "decided_at", "decision"])
    live.tell_one("returned", row.pk)
    _tell(row.author, Deed.REFUSE, press, row)


def _reread(message: Message, press: Press) -> Message:
    """Under the lock; nobody decides about her own words."""
    row = Message.objects.select_related("author", "author__group").filter(pk=message.pk).first()
    if row is None:
        raise AlreadyDecided
    if row.author_id == press.by.pk or row.group_id != press.by.group_id:
        raise NotYours
    return row


def _tell(
    member: Membership,
    deed: Deed,
    press: Press,
    message: Message | None = None,
    *,
    kept: str = "",
    until: datetime | None = None,
) -> Notice:
    told = Told(press.reason, press.words, press.case, message, until, kept)
    return notices.tell(member, deed, told, by=press.by)


# --- A visible message -----------------------------------------------------------------------


@transaction.atomic
def hide(message: Message, press: Press) -> None:
    cases.need_reason(press)
    group = cases.hold_still(press)
    row = _of_a_member(message, press, State.VISIBLE)
    conduct.hide(row, group)
    _tell(row.author, Deed.HIDE, press, row)
    cases.conclude(press, group, Action.HIDE, subject=row.pk)


@transaction.atomic
def restore(message: Message, press: Press) -> None:
    group = cases.hold_still(press)
    row = _of_a_member(message, press, State.HIDDEN)
    conduct.restore(row, group)
    notices.undone(row.author, Deed.HIDE, row)
    _tell(row.author, Deed.RESTORE, press, row)
    cases.record(press, group, Action.RESTORE, row.pk)


@transaction.atomic
def fold(message: Message, press: Press) -> None:
    """Under a note: the press's words say what it holds, for others to choose."""
    cases.need_reason(press)
    note = words.one_line(press.words)[:NOTE_MOST_CHARS]
    if not note:
        raise ReasonMissing(_("Please say what the message holds: it stands on the fold."))
    group = cases.hold_still(press)
    row = _of_a_member(message, press, State.VISIBLE)
    if row.note == note:
        raise AlreadyDecided
    before = row.note
    conduct.fold(row, group, note)
    _tell(row.author, Deed.FOLD, press, row, kept=before)
    cases.conclude(press, group, Action.FOLD, subject=row.pk)


@transaction.atomic
def unfold(message: Message, press: Press) -> None:
    """The note that was there before a facilitator folded it."""
    group = cases.hold_still(press)
    row = _of_a_member(message, press, State.VISIBLE)
    folded = notices.undone(row.author, Deed.FOLD, row)
    if folded is None:
        raise AlreadyDecided
    conduct.fold(row, group, folded.kept)
    _tell(row.author, Deed.UNFOLD, press, row)
    cases.record(press, group, Action.UNFOLD, row.pk)


def _of_a_member(message: Message, press: Press, state: str) -> Message:
    row = _reread(message, press)
    cases.member_to_act_on(press, row.author)
    if row.state != state:
        raise AlreadyDecided
    return row


# --- A member --------------------------------------------------------------------------------


@transaction.atomic
def warn(member: Membership, press: Press) -> None:
    cases.need_reason(press)
    group = cases.hold_still(press)
    row = cases.member_to_act_on(press, member)
    if _standing(row, Deed.WARN, press):
        raise AlreadyDecided
    _tell(row, Deed.WARN, press)
    cases.conclude(press, group, Action.WARN, subject=row.pk)


def _standing(member: Membership, deed: Deed, press: Press) -> bool:
    """Was she told this already, on this case?"""
    same = Notice.objects.filter(member=member, deed=deed, case_id=press.case, undone_at=None)
    return same.exists()


@transaction.atomic
def withdraw(member: Membership, press: Press) -> None:
    """A warning is taken back."""
    group = cases.hold_still(press)
    row = cases.member_to_act_on(press, member)
    if notices.undone(row, Deed.WARN) is None:
        raise AlreadyDecided
    _tell(row, Deed.WITHDRAW, press)
    cases.record(press, group, Action.WITHDRAW, row.pk)


@transaction.atomic
def mute(member: Membership, press: Press, *, until: datetime) -> None:
    """She reads, and talks to a facilitator, but does not write in the room until then."""
    cases.need_reason(press)
    group = cases.hold_still(press)
    row = cases.member_to_act_on(press, member)
    if row.ended_at or (row.muted_until and row.muted_until > clock.now()):
        raise AlreadyDecided
    conduct.mute_until(row, until)
    _tell(row, Deed.MUTE, press, until=until)
    cases.conclude(press, group, Action.MUTE, subject=row.pk)


@transaction.atomic
def unmute(member: Membership, press: Press) -> None:
    group = cases.hold_still(press)
    row = cases.member_to_act_on(press, member)
    if row.muted_until is None or row.muted_until <= clock.now():
        raise AlreadyDecided
    conduct.unmute(row)
    notices.undone(row, Deed.MUTE)
    _tell(row, Deed.UNMUTE, press)
    cases.record(press, group, Action.UNMUTE, row.pk)


@transaction.atomic
def remove(member: Membership, press: Press) -> None:
    """She is out of the group; her open pages hear `shut` within a second."""
    cases.need_reason(press)
    group = cases.hold_still(press)
    row = cases.member_to_act_on(press, member)
    if row.ended_at:
        raise AlreadyDecided
    _tell(row, Deed.REMOVE, press)
    conduct.end(row, Membership.Ending.REMOVED, clock.now())
    cases.conclude(press, group, Action.REMOVE, subject=row.pk)


@transaction.atomic
def bring_back(member: Membership, press: Press) -> None:
    group = cases.hold_still(press)
    row = cases.member_to_act_on(press, member)
    removed = row.ending == Membership.Ending.REMOVED and not _is_barred(row)
    if not removed or not conduct.bring_back(row):
        raise AlreadyDecided
    notices.undone(row, Deed.REMOVE)
    _tell(row, Deed.BRING_BACK, press)
    cases.record(press, group, Action.BRING_BACK, row.pk)


def _is_barred(member: Membership) -> bool:
    return member.group.bars.filter(account=member.account_id).exists()


@transaction.atomic
def bar(member: Membership, press: Press) -> None:
    """Out, and this account does not come back; the invites that she issued open nothing more.

    A new account cannot be recognised: asked admission is the guard, and the page says so.
    """
    cases.need_reason(press)
    group = cases.hold_still(press)
    row = cases.member_to_act_on(press, member)
    if not conduct.bar(row):
        raise AlreadyDecided
    _tell(row, Deed.BAR, press)
    for invite in Invite.objects.filter(issued_by=row.pk, revoked_at=None, uses_left__gt=0):
        joining.revoke(invite, by=press.by.pk)
    if row.ended_at is None:
        conduct.end(row, Membership.Ending.REMOVED, clock.now())
    cases.conclude(press, group, Action.BAR, subject=row.pk)


# --- The case itself -------------------------------------------------------------------------


@transaction.atomic
def close(found: cases.Found, press: Press) -> None:
    """No action: who reported it is told that it stays, an alert is no longer one."""
    group, now = cases.hold_still(press), clock.now()
    if found.kind == "message" and found.message:
        _close_message(found.message, press)
    elif found.kind == "member" and found.member:
        answered = talking.settle(found.member, now)
        if not answered and not cases.open_reports(press.case).exists():
            raise AlreadyDecided
    else:
        raise NotHere
    cases.decide(press, group, Report.Outcome.NOTHING)
    cases.record(press, group, Action.CLOSE, press.case)


def _close_message(message: Message, press: Press) -> None:
    row = _reread(message, press)
    if row.state == State.HELD:
        raise NotHere  # its writer waits for an answer
    alerts = Finding.objects.filter(message=row, harmless_at=None)
    if not alerts.update(harmless_at=clock.now()) and not cases.open_reports(row.pk).exists():
        raise AlreadyDecided


@transaction.atomic
def answer(member: Membership, press: Press, *, key: str) -> TalkWord | talking.Refused:
    """A word in her private thread; it names no facilitator."""
    group = conduct.locked(press.by.group_id)
    conduct.facilitates_still(press.by)
    if member.pk == press.by.pk or member.group_id != press.by.group_id:
        raise NotYours
    said = talking.answer(member, press.words, by=press.by, key=key, now=clock.now())
    cases.Case.objects.filter(pk=press.case, claimed_by=press.by).update(
        claimed_by=None, claimed_at=None
    )
    live.tell_desk(group.pk)
    return said


@transaction.atomic
def admit(application: Application, press: Press) -> None:
    group = cases.hold_still(press)
    cases.decide(press, group, Report.Outcome.ACTED)
    live.tell_desk(group.pk)
    if joining.admit(application, by=press.by) is None:
        raise AlreadyDecided


@transaction.atomic
def turn_away(application: Application, press: Press) -> None:
    group = cases.hold_still(press)
    cases.decide(press, group, Report.Outcome.ACTED)
    live.tell_desk(group.pk)
    reason = ": ".join(part for part in (press.reason, press.words) if part)
    if not joining.turn_away(application, by=press.by, reason=reason):
        raise AlreadyDecided
