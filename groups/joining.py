"""Invites: issue, redeem, revoke; applications: apply, admit, turn away."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from peernet.accounts.models import Account
from peernet.audit import trail
from peernet.audit.actions import Action
from peernet.kit import clock
from peernet.kit.words import as_heard
from peernet.vault import keys

from . import conduct, live, naming, returning
from .models import (
    Agreement,
    Application,
    Appointment,
    Bar,
    Group,
    Invite,
    Membership,
    Organisation,
    Return,
)
from .naming import NameTaken

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without I, L, O, 0, 1
CODE_CHARS = 12
APPLICATION_CHARS = 300
PHRASE_CHARS = 100  # of the spoken words that go with a code


class NoSuchInvite(Exception):
    """Wrong, used, expired, revoked, barred: one exception, one page, one time."""


class CannotIssue(Exception):
    """The text says why."""


@dataclass(frozen=True)
class Person:
    """Who redeems: her account (made already), her name there, what she wrote."""

    account: Account
    pseudonym: str = ""
    words: str = ""


# --- Issuing ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Terms:
    role: str = Invite.Role.MEMBER
    uses: int = 1
    days: int = 7
    phrase: str = ""
    label: str = ""


def issue(
    organisation: Organisation, group: Group | None, terms: Terms, *, by: str = ""
) -> tuple[Invite, str]:
    """An invite and its code; the code is stored nowhere and cannot be shown again."""
    return issue_many(organisation, group, terms, 1, by=by)[0]


@transaction.atomic
def issue_many(
    organisation: Organisation, group: Group | None, terms: Terms, count: int, *, by: str = ""
) -> list[tuple[Invite, str]]:
    if group is not None and not group.must_pass_on:
        raise CannotIssue(_("This group does not say yet who reads and what must be passed on."))
    if terms.phrase and not as_heard(terms.phrase):
        raise CannotIssue(_("Say it in words: nobody can hear these signs."))
    made = [_invite(organisation, group, terms, clock.now(), by) for _ in range(count)]
    Invite.objects.bulk_create([invite for invite, _ in made])
    for invite, _code in made:
        trail.record(Action.ISSUE_INVITE, chain=organisation.pk, actor=by, subject=invite.pk)
    return made


def _invite(
    organisation: Organisation, group: Group | None, terms: Terms, now: datetime, by: str
) -> tuple[Invite, str]:
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_CHARS))
    invite = Invite(
        organisation=organisation,
        group=group,
        role=terms.role,
        code_digest=code_digest(code),
        phrase_digest=phrase_digest(terms.phrase) if terms.phrase else "",
        issued_by=by,
        issued_at=now,
        expires_at=now + timedelta(days=terms.days),
        uses_left=terms.uses,
    )
    invite.label = terms.label
    return invite, code


def code_digest(code: str) -> str:
    """Read without regard to case, spaces and hyphens."""
    return keys.digest("code", "".join(c for c in code.upper() if c.isalnum()))


def phrase_digest(phrase: str) -> str:
    return keys.digest("phrase", as_heard(phrase))


@transaction.atomic
def revoke(invite: Invite, *, by: str) -> None:
    Invite.objects.filter(pk=invite.pk, revoked_at=None).update(revoked_at=clock.now())
    trail.record(Action.REVOKE_INVITE, chain=invite.organisation_id, actor=by, subject=invite.pk)


# --- Redeeming ----------------------------------------------------------------------------------


def look_up(code: str, phrase: str) -> Invite:
    """The open invite of this code and spoken phrase, or NoSuchInvite; the same work either way."""
    invite = Invite.objects.filter(code_digest=code_digest(code)).select_related("group").first()
    spoken = phrase_digest(phrase)
    wanted = (invite.phrase_digest if invite else "") or spoken
    if not hmac.compare_digest(spoken, wanted) or not invite or not is_open(invite, clock.now()):
        raise NoSuchInvite
    return invite


def is_open(invite: Invite, now: datetime) -> bool:
    group = invite.group
    shut = group is not None and (group.archived_at or group.locked_down_at)
    spoilt = invite.revoked_at or invite.wrong_hands_at or invite.uses_left < 1
    return not shut and not spoilt and invite.expires_at > now


def still_open(invite_id: str) -> Invite:
    """The invite she brought a moment ago, if it is still good."""
    invite = Invite.objects.select_related("group", "organisation").filter(pk=invite_id).first()
    if invite is None or not is_open(invite, clock.now()):
        raise NoSuchInvite
    return invite


Joined = Membership | Application | Appointment


@transaction.atomic
def redeem(invite_id: str, person: Person) -> Joined:
    """Use the code once and let the person in, or let her apply where admission is asked.

    Locks the group and then the invite, as every ending does: of two that meet one waits, and a
    group that ended meanwhile lets nobody in. Fifty parallel uses of a one-use code admit one.
    Raises NoSuchInvite, NameTaken.
    """
    group_id = Invite.objects.filter(pk=invite_id).values_list("group", flat=True).first()
    if group_id is not None:
        conduct.locked(group_id)
    invite = Invite.objects.select_for_update().filter(pk=invite_id).first()
    if invite is None or not is_open(invite, clock.now()):
        raise NoSuchInvite
    moved = returning.moves(invite)
    if moved is not None:
        return _come_back(invite, moved, person)
    there = _already_there(invite, person)
    if there is not None:
        return there
    invite.uses_left -= 1
    invite.save(update_fields=["uses_left"])
    if invite.group is None:
        return _appoint(invite, person)
    if Bar.objects.filter(group=invite.group, account=person.account).exists():
        raise NoSuchInvite
    asked = invite.group.admission == Group.Admission.ASKED
    if asked and invite.role == Invite.Role.MEMBER:
        return _apply(invite, invite.group, person)
    return take_in(invite, invite.group, person)


def _come_back(invite: Invite, moved: Return, person: Person) -> Membership:
    """A return invite moves a place that exists."""
    member = returning.move(moved, person.account, clock.now())
    if member is None:
        raise NoSuchInvite
    invite.uses_left -= 1
    invite.save(update_fields=["uses_left"])
    return member


def _already_there(invite: Invite, person: Person) -> Joined | None:
    """Somebody who is in already does not use a code up, but to become a facilitator."""
    if invite.group is None:
        mine = Appointment.objects.filter(organisation=invite.organisation_id, ended_at=None)
        return mine.filter(account=person.account).first()
    member = Membership.objects.filter(
        group=invite.group, account=person.account, ended_at=None
    ).first()
    if member is None:
        waiting = Application.objects.filter(
            group=invite.group, account=person.account, decided_at=None
        )
        return waiting.first() if invite.role == Invite.Role.MEMBER else None
    if invite.role == Invite.Role.MEMBER or member.is_facilitator:
        return member
    invite.uses_left -= 1
    invite.save(update_fields=["uses_left"])
    return _become_facilitator(invite, member)


def _appoint(invite: Invite, person: Person) -> Appointment:
    appointment = Appointment.objects.create(
        organisation_id=invite.organisation_id, account=person.account
    )
    _record(Action.APPOINT, invite, appointment.pk, invite.pk)
    return appointment


def _become_facilitator(invite: Invite, member: Membership) -> Membership:
    member.role, member.was_facilitator = Membership.Role.FACILITATOR, True
    member.save(update_fields=["role", "was_facilitator"])
    live.stands_otherwise(member)
    _record(Action.BECOME_FACILITATOR, invite, member.pk, member.group_id)
    return member


def _apply(invite: Invite, group: Group, person: Person) -> Application:
    """A name that clashes is looked at on admission: nobody can test for one from outside."""
    application = Application(
        group=group,
        account=person.account,
        invite=invite,
        agreed_version=agreed_version(group),
    )
    application.pseudonym = person.pseudonym
    application.words = person.words[:APPLICATION_CHARS]
    application.save(force_insert=True)
    live.tell_desk(group.pk)
    _record(Action.APPLY, invite, application.pk, group.pk)
    return application


@transaction.atomic
def take_in(invite: Invite, group: Group, person: Person) -> Membership:
    """A membership by this invite, without asking. Raises NameTaken."""
    facilitates = invite.role == Invite.Role.FACILITATOR
    member = _member(group, person, invite.pk, facilitates=facilitates)
    action = Action.BECOME_FACILITATOR if facilitates else Action.JOIN
    _record(action, invite, member.pk, group.pk)
    return member


def _member(group: Group, person: Person, came_by: str, *, facilitates: bool) -> Membership:
    """Raises NameTaken. An ended membership of her own gives its name back."""
    look = naming.look_digest(group.pk, person.pseudonym)
    Membership.objects.filter(
        group=group, account=person.account, ended_at__isnull=False, look=look
    ).update(look=None)
    group = conduct.locked(group.pk)
    member = Membership(
        group=group,
        account=person.account,
        role=Membership.Role.FACILITATOR if facilitates else Membership.Role.MEMBER,
        was_facilitator=facilitates,
        look=look,
        first_seq=1 if group.earlier_history or facilitates else group.revision + 1,
        read_rev=group.revision,
        agreed_version=agreed_version(group),
    )
    member.pseudonym, member.came_by = person.pseudonym, came_by
    try:
        with transaction.atomic():
            member.save(force_insert=True)
    except IntegrityError:
        raise NameTaken from None
    live.stands_otherwise(member)
    return member


def agreed_version(group: Group) -> int:
    newest = Agreement.objects.filter(group=group).order_by("-version")
    return newest.values_list("version", flat=True).first() or 0


def agree(membership: Membership, version: int) -> None:
    """She accepts this version of the agreement."""
    Membership.objects.filter(pk=membership.pk, agreed_version__lt=version).update(
        agreed_version=version
    )


def _record(action: Action, invite: Invite, actor: str, subject: str) -> None:
    trail.record(action, chain=invite.organisation_id, actor=actor, subject=subject)


# --- Applications -------------------------------------------------------------------------------


@transaction.atomic
def admit(application: Application, *, by: Membership) -> Membership | None:
    """Let her in; None when somebody decided already. A name that is taken gets a number."""
    open_one = _still_waiting(application)
    if open_one is None:
        return None
    group = open_one.group
    member = _named_member(group, open_one)
    _decide(open_one, Application.Outcome.ADMITTED)
    trail.record(Action.ADMIT, chain=group.organisation_id, actor=by.pk, subject=member.pk)
    return member


def _named_member(group: Group, application: Application) -> Membership:
    came_by = application.invite_id or ""
    for number in ("", " 2", " 3", " 4", " 5", " 6", " 7", " 8", " 9"):
        name = application.pseudonym[: naming.MOST_CHARS - len(number)] + number
        try:
            person = Person(application.account, name)
            return _member(group, person, came_by, facilitates=False)
        except NameTaken:
            continue
    raise NameTaken


@transaction.atomic
def turn_away(application: Application, *, by: Membership, reason: str = "") -> bool:
    """She reads what everybody reads whose application lapsed; False when decided already."""
    open_one = _still_waiting(application)
    if open_one is None:
        return False
    _decide(open_one, Application.Outcome.REFUSED)
    chain = open_one.group.organisation_id
    trail.record(Action.TURN_AWAY, chain=chain, actor=by.pk, subject=open_one.pk, reason=reason)
    return True


def _still_waiting(application: Application) -> Application | None:
    rows = Application.objects.select_for_update(of=("self",)).select_related("group", "account")
    return rows.filter(pk=application.pk, decided_at=None).first()


def _decide(application: Application, outcome: Application.Outcome) -> None:
    application.decided_at, application.outcome = clock.now(), outcome
    application.save(update_fields=["decided_at", "outcome"])
