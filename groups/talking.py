"""The private thread between a member and her group's facilitators."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from peernet.kit import clock, limits, words

from . import conduct, following, live, safety
from .answers import Refused
from .models import Membership, TalkWord
from .models.message import MOST_CHARS
from .posting import KEY


def say(membership: Membership, body: str, *, key: str) -> TalkWord | Refused:
    """A member's word to the facilitators; the same key again stores nothing."""
    body = words.tidy(body).strip()
    refused = _refused(body, key)
    if refused is None and limits.take("changes", membership.pk):
        refused = Refused("rate_limited", retry_after=60)
    return refused or _store(membership, membership, body, key)


def say_urgently(membership: Membership, body: str, *, key: str) -> TalkWord | Refused:
    """The same for words of crisis: it stands first on the desk (product h)."""
    body = words.tidy(body).strip()
    return _refused(body, key) or _store(membership, membership, body, key, urgent=True)


def say_what_the_room_refused(membership: Membership, body: str, *, key: str) -> TalkWord | Refused:
    """One press under a refusal: urgent when the words are, not because a form says so."""
    tidy = words.tidy(body).strip()
    urgent = len(tidy) <= MOST_CHARS and following.is_urgent(safety.scan(tidy))
    return (say_urgently if urgent else say)(membership, body, key=key)


@transaction.atomic
def answer(
    member: Membership, body: str, *, by: Membership, key: str, now: datetime
) -> TalkWord | Refused:
    """A facilitator's word in the thread; what the member said is answered by it."""
    body = words.tidy(body).strip()
    refused = _refused(body, key)
    if refused:
        return refused
    conduct.locked(member.group_id)
    settle(member, now)
    return _store(member, by, body, key)


def settle(member: Membership, now: datetime) -> int:
    """What she said is answered, or needs no answer; how many words that were."""
    waiting = TalkWord.objects.filter(member=member, by=member, answered_at=None)
    return waiting.update(answered_at=now)


def _refused(body: str, key: str) -> Refused | None:
    if not KEY.match(key):
        return Refused("malformed")
    if not words.is_seen(body):
        return Refused("empty")
    return Refused("too_long") if len(body) > MOST_CHARS else None


@transaction.atomic
def _store(
    member: Membership, by: Membership, body: str, key: str, *, urgent: bool = False
) -> TalkWord:
    conduct.locked(member.group_id)
    there = TalkWord.objects.filter(by=by, key=key).first()
    if there is not None:
        return there
    word = TalkWord(
        group_id=member.group_id, member=member, by=by, at=clock.now(), key=key, urgent=urgent
    )
    word.body = body
    word.save(force_insert=True)
    live.tell_one("talk", word.pk)
    live.tell_desk(member.group_id)
    return word


def thread(member: Membership) -> QuerySet[TalkWord]:
    return TalkWord.objects.filter(member=member).order_by("at", "pk")
