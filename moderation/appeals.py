"""A member answers a deed; somebody other than who did it decides; overruling undoes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from groups import access, conduct, live
from groups.access import NotYours, Who
from groups.models import Membership
from peernet.audit import trail
from peernet.audit.actions import Action
from peernet.kit import clock, words

from . import notices, undoing
from .cases import AlreadyDecided, ReasonMissing
from .models import Appeal, Deed, Notice
from .models.notice import APPEALABLE
from .reasons import WORDS_MOST_CHARS

DAYS = 30


class TooLate(Exception):
    """Thirty days are over, it was answered before, or it is nothing to answer."""


def is_open(notice: Notice) -> bool:
    fresh = clock.now() - notice.made_at < timedelta(days=DAYS)
    stands = not notice.undone_at and not notice.member.group.ended_at
    return fresh and stands and notice.deed in APPEALABLE and not _made(notice)


def _made(notice: Notice) -> bool:
    return Appeal.objects.filter(notice=notice).exists()


@transaction.atomic
def appeal(notice: Notice, text: str) -> Appeal:
    """One a deed. Raises TooLate, ReasonMissing. The notice is hers already (notices.own)."""
    text = words.tidy(text).strip()[:WORDS_MOST_CHARS]
    if not text:
        raise ReasonMissing
    group = conduct.locked(notice.member.group_id)
    if not is_open(notice):
        raise TooLate
    made = Appeal(notice=notice, made_at=clock.now())
    made.words = text
    made.save(force_insert=True)
    live.tell_desk(group.pk)
    actor, chain = notice.member_id, group.organisation_id
    trail.record(Action.APPEAL, chain=chain, actor=actor, subject=notice.pk)
    return made


# --- Who decides -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Decider:
    """Under which hat somebody decides: a membership's or an appointment's id.

    `near`: she facilitates the group itself. Everybody else sees the deed, the reason and the
    words of the appeal, and nothing more (product d6).
    """

    id: str
    near: bool


def waiting_for(account: Who) -> QuerySet[Appeal]:
    return decidable_by(account).filter(decided_at=None)


def decidable_by(account: Who) -> QuerySet[Appeal]:
    """Appeals that are this account's to decide: not about herself, not about her own deed.

    First another facilitator of the group; where there is none, a facilitator of another group of
    the organisation; where there is none either, its administrators. Nobody where the group ended:
    its words cannot be opened, nor an answer be sealed, and there is nothing left to undo.
    """
    mine = access.facilitated_by(account)
    offices = access.appointments_of(account).values("organisation")
    alone, alone_there = ~Exists(_others("group")), ~Exists(_others("group__organisation"))
    near = Q(notice__member__group__in=mine.values("group"))
    beside = Q(notice__member__group__organisation__in=mine.values("group__organisation"))
    above = Q(notice__member__group__organisation__in=offices)
    of_others = Appeal.objects.filter(notice__member__group__ended_at=None)
    of_others = of_others.exclude(notice__member__account=account.pk)
    of_others = of_others.exclude(notice__by__account=account.pk)
    found = of_others.filter(near | (beside & alone) | (above & alone & alone_there))
    return found.select_related("notice", "notice__member", "notice__member__group")


def _others(place: str) -> QuerySet[Membership]:
    """Facilitators there who are neither who did the deed nor who appeals."""
    rows = Membership.objects.filter(ended_at=None, role=Membership.Role.FACILITATOR)
    rows = rows.filter(**{place: OuterRef(f"notice__member__{place}")})
    doer = Coalesce(OuterRef("notice__by__account"), Value(""))
    hers = Coalesce(OuterRef("notice__member__account"), Value(""))
    return rows.exclude(account=doer).exclude(account=hers)


def one_for(account: Who, appeal_id: str) -> tuple[Appeal, Decider]:
    found = decidable_by(account).filter(pk=appeal_id).first()
    if found is None:
        raise NotYours
    group = found.notice.member.group
    for membership in access.facilitated_by(account):
        if membership.group_id == group.pk:
            return found, Decider(membership.pk, near=True)
    for membership in access.facilitated_by(account):
        if membership.group.organisation_id == group.organisation_id:
            return found, Decider(membership.pk, near=False)
    office = access.appointments_of(account).filter(organisation=group.organisation_id).first()
    if office is None:
        raise NotYours
    return found, Decider(office.pk, near=False)


# --- Deciding --------------------------------------------------------------------------------


def uphold(found: Appeal, decider: Decider, text: str) -> None:
    with transaction.atomic():
        _decide(found, decider, text, Appeal.Outcome.UPHELD)


def overrule(found: Appeal, decider: Decider, text: str) -> None:
    """The deed is undone in the same transaction."""
    with transaction.atomic():
        _decide(found, decider, text, Appeal.Outcome.OVERRULED)


def _decide(found: Appeal, decider: Decider, text: str, outcome: Appeal.Outcome) -> None:
    text = words.tidy(text).strip()[:WORDS_MOST_CHARS]
    if not text:
        raise ReasonMissing
    group = conduct.locked(found.notice.member.group_id)
    row = Appeal.objects.select_related("notice", "notice__member").get(pk=found.pk)
    if row.decided_at:
        raise AlreadyDecided
    row.decided_at, row.decided_by, row.outcome = clock.now(), decider.id, outcome
    row.answer = text
    row.save(update_fields=["decided_at", "decided_by", "outcome", "answer"])
    overruled = outcome == Appeal.Outcome.OVERRULED
    if overruled and row.notice.undone_at is None:
        undoing.undo(row.notice, group)
    told = notices.Told(words=text, case=row.notice.case_id, message=row.notice.message)
    deed = Deed.OVERRULED if overruled else Deed.UPHELD
    notices.tell(row.notice.member, deed, told, by=None)
    live.tell_desk(group.pk)
    action = Action.OVERRULE if overruled else Action.UPHOLD
    chain = group.organisation_id
    trail.record(action, chain=chain, actor=decider.id, subject=row.notice_id, reason=text)
