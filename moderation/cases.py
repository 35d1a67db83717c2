"""A case: whose it is, who looks at it, that it was decided; found only by who may decide it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from groups import access, conduct, following, live
from groups.access import NotYours, Who
from groups.models import Application, Finding, Group, Membership, Message, TalkWord
from peernet.audit import trail
from peernet.audit.actions import Action
from peernet.kit import clock

from . import notices
from .models import Case, Deed, Report, Shift


class AlreadyDecided(Exception):
    """Somebody else was quicker; nothing is done twice."""


class Claimed(AlreadyDecided):
    """Somebody else looks at it; the text is her name in the group."""


class ReasonMissing(Exception):
    """The deed needs a reason, in words for the person."""


class NotHere(Exception):
    """This deed does not fit this case."""


@dataclass(frozen=True)
class Press:
    """Who presses, on which case, and why.

    `seen` is the case's decision as the page showed it (`mark_of`), None where nothing was shown.
    """

    by: Membership
    case: str
    reason: str = ""
    words: str = ""
    seen: str | None = None


# --- Finding ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """A case by its id, and the membership under which the asker may decide it."""

    kind: str  # message, application, member
    by: Membership
    id: str
    message: Message | None = None
    application: Application | None = None
    member: Membership | None = None


def case_of(account: Who, case_id: str) -> Found:
    """404 for everything that is not hers to decide: herself, other facilitators, other groups."""
    for find in (_message, _application, _member, _reported):
        found = find(account, case_id)
        if found is not None:
            return found
    raise NotYours


def _message(account: Who, case_id: str) -> Found | None:
    message = Message.objects.select_related("author", "group").filter(pk=case_id).first()
    if message is None:
        return None
    by = access.facilitator_of(account, message.group_id)
    author = message.author
    waits = message.state in (Message.State.HELD, Message.State.REFUSED)
    if author.pk == by.pk or (author.is_facilitator and not author.ended_at and not waits):
        raise NotYours
    return Found("message", by, case_id, message=message, member=author)


def _application(account: Who, case_id: str) -> Found | None:
    found = Application.objects.select_related("group", "invite").filter(pk=case_id).first()
    if found is None:
        return None
    by = access.facilitator_of(account, found.group_id)
    return Found("application", by, case_id, application=found)


def issuer_of(application: Application) -> str:
    """Who issued the code, by her name in the group; "" for the organisation."""
    issued_by = application.invite.issued_by if application.invite else ""
    member = Membership.objects.filter(pk=issued_by, group=application.group_id).first()
    return member.pseudonym if member else ""


def _member(account: Who, case_id: str) -> Found | None:
    member = Membership.objects.select_related("group").filter(pk=case_id).first()
    if member is None:
        return None
    by = access.facilitator_of(account, member.group_id)
    talks = TalkWord.objects.filter(member=member).exists()
    if member.pk == by.pk or (member.is_facilitator and not member.ended_at and not talks):
        raise NotYours
    return Found("member", by, case_id, member=member)


def _reported(account: Who, case_id: str) -> Found | None:
    """What was reported is gone (retention, or she took her words): the sealed copy is left, and
    the case is about the person. Without this it could never be closed, nor the copy forgotten."""
    report = open_reports(case_id).select_related("about__group").first()
    if report is None:
        return None
    by, about = access.facilitator_of(account, report.group_id), report.about
    if about.pk == by.pk or (about.is_facilitator and not about.ended_at):
        raise NotYours
    return Found("member", by, case_id, member=about)


# --- Before a deed ---------------------------------------------------------------------------


def hold_still(press: Press) -> Group:
    """Lock the group and look again: is she still a facilitator, is the case hers to decide?

    Raises NotYours, Claimed, AlreadyDecided. Call in the deed's transaction.
    """
    group = conduct.locked(press.by.group_id)
    still = Membership.objects.filter(
        pk=press.by.pk, ended_at=None, role=Membership.Role.FACILITATOR
    )
    reported = Report.objects.filter(case_id=press.case, by=press.by, elsewhere=False)
    if not still.exists() or reported.exists():
        raise NotYours
    case = Case.objects.select_related("claimed_by").filter(pk=press.case).first()
    holder = holder_of(case)
    if holder is not None and holder.pk != press.by.pk:
        raise Claimed(holder.pseudonym)
    if press.seen is not None and press.seen != mark_of(case):
        raise AlreadyDecided
    return group


def holder_of(case: Case | None) -> Membership | None:
    """Who looks at it; a claim ends with the membership or the role of who made it."""
    if case is None or case.claimed_by is None:
        return None
    holder = case.claimed_by
    return holder if holder.is_facilitator and holder.ended_at is None else None


def mark_of(case: Case | None) -> str:
    return case.decided_at.isoformat() if case and case.decided_at else ""


def member_to_act_on(press: Press, member: Membership) -> Membership:
    """Re-read under the lock: not herself, not another facilitator."""
    row = Membership.objects.select_related("group").get(pk=member.pk)
    if row.pk == press.by.pk or row.group_id != press.by.group_id:
        raise NotYours
    if row.is_facilitator and row.ended_at is None:
        raise NotYours
    return row


def need_reason(press: Press) -> None:
    if not press.reason:
        raise ReasonMissing(_("Please choose a reason: the person reads it with your words."))


# --- After a deed ----------------------------------------------------------------------------


def conclude(press: Press, group: Group, action: Action, *, subject: str) -> None:
    """The case is decided, who reported it is told, the trail has it. The deed's last line."""
    decide(press, group, Report.Outcome.ACTED)
    record(press, group, action, subject)


def record(press: Press, group: Group, action: Action, subject: str) -> None:
    live.tell_desk(group.pk)
    reason = ": ".join(part for part in (press.reason, press.words) if part)
    chain = group.organisation_id
    trail.record(action, chain=chain, actor=press.by.pk, subject=subject, reason=reason)


def decide(press: Press, group: Group, outcome: Report.Outcome) -> None:
    decision = {"decided_at": clock.now(), "decided_by": press.by.pk}
    free = {"claimed_by": None, "claimed_at": None}
    Case.objects.update_or_create(pk=press.case, defaults={"group": group, **decision, **free})
    _count_if_heavy(press)
    _tell_reporters(press, outcome)


def _count_if_heavy(press: Press) -> None:
    """Reports and alerts weigh on who decides them: counted for this duty, for her eyes only."""
    alerts = Finding.objects.filter(message=press.case, kind__in=following.URGENT)
    if open_reports(press.case).exists() or alerts.exists():
        shift = Shift.objects.filter(member=press.by, ended_at=None)
        shift.update(heavy_cases=F("heavy_cases") + 1)


def _tell_reporters(press: Press, outcome: Report.Outcome) -> None:
    told = Deed.REPORTED_ACTED if outcome == Report.Outcome.ACTED else Deed.REPORTED_NOTHING
    for report in open_reports(press.case).select_related("by"):
        report.decided_at, report.outcome = clock.now(), outcome
        report.save(update_fields=["decided_at", "outcome"])
        notices.tell(report.by, told, notices.Told(message=report.message), by=None)


def open_reports(case_id: str) -> QuerySet[Report]:
    return Report.objects.filter(case_id=case_id, decided_at=None, elsewhere=False)


# --- Claiming --------------------------------------------------------------------------------


@transaction.atomic
def claim(press: Press) -> None:
    """Nobody else decides it while she looks. Raises Claimed with who was quicker."""
    group = hold_still(press)
    claimed = {"claimed_by": press.by, "claimed_at": clock.now()}
    Case.objects.update_or_create(pk=press.case, defaults={"group": group, **claimed})
    record(press, group, Action.CLAIM, press.case)


@transaction.atomic
def release(press: Press) -> None:
    group = hold_still(press)
    Case.objects.filter(pk=press.case).update(claimed_by=None, claimed_at=None)
    record(press, group, Action.RELEASE, press.case)


def free_all(member: Membership) -> int:
    """Her claims end; how many they were. Call in the verb's transaction."""
    return Case.objects.filter(claimed_by=member).update(claimed_by=None, claimed_at=None)


def case_row(case_id: str) -> Case | None:
    return Case.objects.select_related("claimed_by").filter(pk=case_id).first()
