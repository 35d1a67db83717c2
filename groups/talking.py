"""The private thread between a member and her group's facilitators."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from peernet.kit import clock, limits, words
from peernet.vault.fields import legible

from . import conduct, following, live, safety
from .answers import Refused, unfit
from .models import Membership, TalkWord
from .posting import KEY

URGENT_FOR = timedelta(minutes=30)  # so long the help card stands above the thread


def say(membership: Membership, body: str, *, key: str) -> TalkWord | Refused:
    """A member's word to the facilitators; the same key again stores nothing. Words of crisis or
    danger stand first on the desk and wait for no limit (product h)."""
    typed, body = body, words.tidy(body).strip()
    refused = _refused(typed, body, key)
    if refused:
        return refused
    urgent = following.is_urgent(safety.scan(body))
    if not urgent and limits.take("changes", membership.pk):
        return Refused("rate_limited", retry_after=60)
    return _store(membership, membership, body, key, urgent=urgent)


def last_urgent(thread: Sequence[TalkWord], membership: Membership, now: datetime) -> str:
    """Words of crisis or danger that she wrote into her thread in the last half hour, the newest;
    empty where there are none."""
    lately = [word for word in thread if word.urgent and word.at > now - URGENT_FOR]
    hers = [word for word in lately if word.by_id == membership.pk]
    return legible(hers[-1], "body") if hers else ""


@transaction.atomic
def answer(
    member: Membership, body: str, *, by: Membership, key: str, now: datetime
) -> TalkWord | Refused:
    """A facilitator's word in the thread; what the member said is answered by it."""
    typed, body = body, words.tidy(body).strip()
    refused = _refused(typed, body, key)
    if refused:
        return refused
    conduct.locked(member.group_id)
    settle(member, now)
    return _store(member, by, body, key)


def settle(member: Membership, now: datetime) -> int:
    """What she said is answered, or needs no answer; how many words that were."""
    waiting = TalkWord.objects.filter(member=member, by=member, answered_at=None)
    return waiting.update(answered_at=now)


def _refused(typed: str, body: str, key: str) -> Refused | None:
    return unfit(typed, body) if KEY.match(key) else Refused("malformed")


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
