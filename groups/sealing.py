"""Two people open a thing: one asks with a reason, another agrees, both with a fresh factor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from peernet.accounts import second_factor
from peernet.accounts.models import Account
from peernet.audit import trail
from peernet.audit.actions import Action
from peernet.kit import clock
from peernet.vault.fields import legible

from . import access
from .models import Appointment, Group, Invite, Membership, Message, Seal

OPEN_FOR = timedelta(minutes=15)
ASKED_FOR = timedelta(hours=24)  # an unanswered request lapses
LONGEST_TREE = 50
Kind = Seal.Kind


class Refused(Exception):
    """The text says why, for the person who tried."""


@dataclass(frozen=True)
class Party:
    """One of the two: an administrator of the organisation, or a facilitator of the group."""

    account: Account
    place: Appointment | Membership

    @property
    def administers(self) -> bool:
        return isinstance(self.place, Appointment)


@dataclass(frozen=True)
class Matter:
    """What a seal is about."""

    organisation_id: str
    group_id: str
    member: Membership | None


@dataclass(frozen=True)
class Sealed:
    """A report that went to the administrators, and how its words are read once the seal is open."""

    organisation_id: str
    lines: Callable[[], list[str]]


def _report(account: Account, subject: str) -> Sealed | None:
    """Reports stand above this package, so they are found by name. None for whoever must not know
    that there is one: facilitators of its group, administrators who were (product c5)."""
    found: Sealed | None = import_string(settings.SEALED_REPORTS)(account, subject)
    return found


def matter_of(account: Account, kind: str, subject: str) -> Matter | None:
    if kind == Kind.REPORT:
        # Neither a group, in which facilitators could take part, nor a member, who would be told.
        report = _report(account, subject)
        return Matter(report.organisation_id, "", None) if report else None
    if kind == Kind.CAME_BY:
        return _about(Membership.objects.select_related("group").filter(pk=subject).first())
    if kind == Kind.TREE:
        invite = Invite.objects.filter(pk=subject).first()
        return Matter(invite.organisation_id, invite.group_id or "", None) if invite else None
    if kind == Kind.EXPORT:
        group = Group.objects.filter(pk=subject, ended_at=None).first()
        return Matter(group.organisation_id, group.pk, None) if group else None
    hidden = Message.objects.filter(pk=subject, state=Message.State.HIDDEN)
    message = hidden.select_related("author__group").first()
    return _about(message.author) if message else None


def _about(member: Membership | None) -> Matter | None:
    return Matter(member.group.organisation_id, member.group_id, member) if member else None


def party_for(account: Account, organisation_id: str, group_id: str) -> Party | None:
    """In which place this account may take part in such a seal, if in any."""
    mine = access.appointments_of(account).filter(organisation=organisation_id).first()
    if mine is not None:
        return Party(account, mine)
    there = access.facilitated_by(account).filter(group=group_id).first() if group_id else None
    return Party(account, there) if there else None


def _party_in(seal: Seal, account: Account) -> Party | None:
    if seal.kind == Kind.REPORT and _report(account, seal.subject) is None:
        return None
    return party_for(account, seal.organisation_id, seal.group_id)


@transaction.atomic
def ask(account: Account, kind: str, subject: str, reason: str) -> Seal:
    """Raises access.NotYours (no such thing, or of another organisation), Refused."""
    matter = matter_of(account, kind, subject)
    by = party_for(account, matter.organisation_id, matter.group_id) if matter else None
    if matter is None or by is None:
        raise access.NotYours
    if not reason.strip():
        raise Refused(_("Say why."))
    seal = Seal(
        organisation_id=matter.organisation_id, group_id=matter.group_id, kind=kind,
        subject=subject, member=matter.member, asked_by=by.place.pk, asker=account,
        asked_by_administrator=by.administers, asked_at=clock.now(),
    )  # fmt: skip
    seal.reason = reason
    seal.save(force_insert=True)
    _record(Action.ASK_SEAL, seal, by.place.pk, reason)
    return seal


@transaction.atomic
def agree(seal: Seal, account: Account) -> None:
    """Raises Refused; the seal is open for 15 minutes from here."""
    seal = Seal.objects.select_for_update().get(pk=seal.pk)
    by = _party_in(seal, account)
    if by is None:
        raise access.NotYours
    _check_second(seal, by)
    now = clock.now()
    seal.agreed_by, seal.agreer, seal.agreed_at = by.place.pk, account, now
    seal.open_until = now + OPEN_FOR
    seal.save(update_fields=["agreed_by", "agreer", "agreed_at", "open_until"])
    _record(Action.AGREE_SEAL, seal, by.place.pk)


def _check_second(seal: Seal, by: Party) -> None:
    if seal.asker is None or seal.asker == by.account:
        raise Refused(_("Somebody else has to agree."))
    _check_still_there(seal, seal.asker, seal.asked_by)
    if second_factor.share_an_authenticator(seal.asker, by.account):
        raise Refused(_("Both of you use the same second factor: it counts as one person."))
    if not (seal.asked_by_administrator or by.administers):
        raise Refused(_("One of the two must be an administrator."))
    if seal.kind == Kind.EXPORT and seal.asked_by_administrator == by.administers:
        raise Refused(_("One of the two must be a facilitator of the group, for its members."))
    if seal.member is not None and seal.member.account_id == by.account.pk:
        raise Refused(_("Nobody agrees to opening her own record."))
    if seal.agreed_at or seal.asked_at + ASKED_FOR < clock.now():
        raise Refused(_("This request has been answered, or is too old. Ask again."))


def _check_still_there(seal: Seal, account: Account | None, place: str) -> None:
    """Whoever was stood down or went since, even if appointed anew, is no longer one of the two."""
    there = _party_in(seal, account) if account else None
    if there is None or there.place.pk != place:
        raise Refused(
            _("One of the two no longer has the place in which she took part. Ask again.")
        )


@transaction.atomic
def open_up(seal: Seal, account: Account) -> list[str]:
    """What was sealed, in lines; to the two people only, within the 15 minutes."""
    seal = Seal.objects.select_for_update().get(pk=seal.pk)
    by = _party_in(seal, account)
    if by is None or account.pk not in (seal.asker_id, seal.agreer_id):
        raise access.NotYours
    now = clock.now()
    if seal.open_until is None or seal.open_until < now:
        raise Refused(_("This seal is closed. Ask again."))
    _check_still_there(seal, seal.asker, seal.asked_by)
    _check_still_there(seal, seal.agreer, seal.agreed_by)
    if seal.kind == Kind.EXPORT:
        _check_copying(seal, by)
    if seal.opened_at is None:
        seal.opened_at = now
        seal.save(update_fields=["opened_at"])
    found = _lines(seal, account)
    _record(Action.OPEN_SEAL, seal, by.place.pk)
    return found


def has_the_opening(seal: Seal, account: Account) -> bool:
    """Whether this is one of the two, and for a file the administrator of them."""
    if seal.kind == Kind.EXPORT:
        return account.pk == (seal.asker_id if seal.asked_by_administrator else seal.agreer_id)
    return account.pk in (seal.asker_id, seal.agreer_id)


def _check_copying(seal: Seal, by: Party) -> None:
    """A file goes to the administrator alone, once: whoever has it can no longer be asked for it."""
    if not by.administers:
        raise Refused(_("Only the administrator saves the file."))
    if seal.opened_at is not None:
        raise Refused(_("The file was saved already. Ask again."))


def _lines(seal: Seal, account: Account) -> list[str]:
    if seal.kind == Kind.EXPORT:
        return []  # the words themselves go by history.all_visible, into a file
    if seal.kind == Kind.REPORT:
        report = _report(account, seal.subject)
        return report.lines() if report else [_gone()]
    return _READERS[Kind(seal.kind)](seal.subject)


def _came_by(member_id: str) -> list[str]:
    member = Membership.objects.filter(pk=member_id).first()
    return _tree(member.came_by)[:1] if member and member.came_by else [_gone()]


def _tree(invite_id: str) -> list[str]:
    return [_told(invite, issuer) if invite else _gone() for invite, issuer in _behind(invite_id)]


def _behind(invite_id: str) -> Iterator[tuple[Invite | None, Membership | None]]:
    """From this invite to the first: who issued it, by which invite that person came."""
    for _step in range(LONGEST_TREE):
        invite = Invite.objects.filter(pk=invite_id).first()
        issuer = Membership.objects.filter(pk=invite.issued_by).first() if invite else None
        yield invite, issuer
        if issuer is None or not issuer.came_by:
            return
        invite_id = issuer.came_by


def _told(invite: Invite, issuer: Membership | None) -> str:
    by = legible(issuer, "pseudonym") if issuer else _("the organisation")
    told = {
        "day": invite.issued_at.date().isoformat(),
        "by": by,
        "label": legible(invite, "label") or "–",
    }
    return _("Issued on %(day)s by %(by)s, label: %(label)s") % told


def _hidden_words(message_id: str) -> list[str]:
    message = Message.objects.filter(pk=message_id).first()
    return message.body.split("\n") if message else [_gone()]


def _gone() -> str:
    return _("This is no longer kept.")


_READERS = {Kind.CAME_BY: _came_by, Kind.TREE: _tree, Kind.HIDDEN_WORDS: _hidden_words}


def _record(action: Action, seal: Seal, actor: str, reason: str = "") -> None:
    chain = seal.organisation_id
    trail.record(action, chain=chain, actor=actor, subject=seal.subject, reason=reason)


def seals_for(account: Account) -> list[Seal]:
    """Those of the last day in which this account may take part."""
    since = clock.now() - ASKED_FOR
    hers = Q(organisation__in=access.appointments_of(account).values("organisation"))
    hers |= Q(group_id__in=access.facilitated_by(account).values("group"))
    recent = Seal.objects.filter(hers, asked_at__gt=since).order_by("-asked_at")
    return [s for s in recent if s.kind != Kind.REPORT or _report(account, s.subject)]


def opened_of(member: Membership) -> list[Seal]:
    """What of her record was opened; shown on her own page. A group's words are everybody's who
    was in it then; a tree of invites names everybody who issued one of them."""
    copied = Q(kind=Kind.EXPORT, group_id=member.group_id, opened_at__date__gte=member.joined_on)
    tree = Q(kind=Kind.TREE, organisation_id=member.group.organisation_id)
    opened = Seal.objects.filter(opened_at__isnull=False)
    found = opened.filter(Q(member=member) | copied | tree).order_by("opened_at")
    return [s for s in found if s.kind != Kind.TREE or _is_named(member, s.subject)]


def _is_named(member: Membership, invite_id: str) -> bool:
    return any(issuer and issuer.pk == member.pk for _, issuer in _behind(invite_id))


def opened_where_gone(account: Account) -> list[tuple[Membership, Seal]]:
    """The same, of groups that she is no longer in: their pages are closed to her."""
    gone = Membership.objects.filter(account=account, ended_at__isnull=False)
    return [(member, seal) for member in gone.select_related("group") for seal in opened_of(member)]
