"""What groups keep and for how long: messages by each group's retention, codes, applications."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from . import conduct, live
from .models import Application, Group, Invite, Message, TalkWord
from .models.application import LAPSES_DAYS

BATCH = 500
SPENT_INVITES_KEPT = timedelta(days=30)
REFUSED_KEPT = timedelta(days=30)


def forget(now: datetime) -> int:
    """Batches, so that no lock is held long; pages that are open are told `gone`."""
    lapse(now)
    gone = Invite.objects.filter(expires_at__lt=now - SPENT_INVITES_KEPT).delete()[0]
    refused = Message.objects.filter(state=Message.State.REFUSED, decided_at__lt=now - REFUSED_KEPT)
    gone += refused.delete()[0]
    for group in Group.objects.only("pk", "retention_days"):
        before = now - timedelta(days=group.retention_days)
        gone += _forget_messages(group.pk, before)
        gone += TalkWord.objects.filter(group=group.pk, at__lt=before).delete()[0]
    return gone


def lapse(now: datetime) -> int:
    """Applications nobody decided in a week; they look like refused ones."""
    old = Application.objects.filter(
        decided_at=None, made_on__lt=(now - timedelta(days=LAPSES_DAYS)).date()
    )
    return old.update(decided_at=now, outcome=Application.Outcome.LAPSED)


def _forget_messages(group_id: str, before: datetime) -> int:
    gone = 0
    while True:
        batch = _forget_batch(group_id, before)
        gone += batch
        if batch < BATCH:
            return gone


@transaction.atomic
def _forget_batch(group_id: str, before: datetime) -> int:
    old = Message.objects.filter(group=group_id, at__lt=before)
    ids = list(old.order_by("at").values_list("pk", flat=True)[:BATCH])
    if not ids:
        return 0
    group = conduct.locked(group_id)
    rows = Message.objects.filter(pk__in=ids)
    last = rows.aggregate(seq=Max("seq"))["seq"]
    rows.delete()
    if last is not None and last >= group.gone_before:
        group.gone_before, group.gone_rev = last + 1, conduct.next_revision(group)
        group.save(update_fields=["revision", "gone_before", "gone_rev"])
        fact = {"type": "gone", "before": group.gone_before}
        live.announce_fact(group, group.gone_rev, fact)
    return len(ids)
