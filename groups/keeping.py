"""What groups keep and for how long: messages by each group's retention, codes, applications."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Model, QuerySet

from . import conduct, ending, live
from .models import Application, Erasure, Group, Invite, Message, TalkWord, WatchedWord
from .models.application import LAPSES_DAYS

BATCH = 50  # rows a transaction at most: at a million messages the lock stays short (bench)
FEWEST = 5
LONG_SECONDS, SHORT_SECONDS = 0.02, 0.008  # a batch that takes longer is followed by a smaller one
SPENT_INVITES_KEPT = timedelta(days=30)
MOST_PAUSE_SECONDS = 0.2
REFUSED_KEPT = timedelta(days=30)
DECIDED_APPLICATIONS_KEPT = timedelta(days=30)
ERASURES_KEPT = timedelta(days=400)
REMOVED_WORDS_KEPT = timedelta(days=30)  # to be put back, and named beside older findings


def forget(now: datetime) -> int:
    """Batches, so that no lock is held long; pages that are open are told `gone`."""
    lapse(now)
    gone = sum(_in_batches(rows) for rows in _spent(now))
    for group in Group.objects.filter(ended_at=None).only("pk", "retention_days", "archived_at"):
        before = now - timedelta(days=group.retention_days)
        gone += _forget_words(group.pk, before)
        if group.archived_at and group.archived_at < before:
            ending.end(group.pk, now)
    return gone + empty_ended()


def empty_ended() -> int:
    """What is left of ended groups; of one that a process died in, too."""
    left = [rows for group_id in ending.unfinished() for rows in ending.left_of(group_id)]
    return sum(_in_batches(rows) for rows in left)


def _spent(now: datetime) -> list[QuerySet]:  # type: ignore[type-arg]
    decided = Application.objects.filter(decided_at__lt=now - DECIDED_APPLICATIONS_KEPT)
    refused = Message.objects.filter(state=Message.State.REFUSED, decided_at__lt=now - REFUSED_KEPT)
    return [
        Invite.objects.filter(expires_at__lt=now - SPENT_INVITES_KEPT),
        decided,
        refused,
        Erasure.objects.filter(at__lt=now - ERASURES_KEPT),
        WatchedWord.objects.filter(removed_at__lt=now - REMOVED_WORDS_KEPT),
    ]


def lapse(now: datetime) -> int:
    """Applications nobody decided in a week; they look like refused ones."""
    old = Application.objects.filter(
        decided_at=None, made_on__lt=(now - timedelta(days=LAPSES_DAYS)).date()
    )
    return old.update(decided_at=now, outcome=Application.Outcome.LAPSED)


def _forget_words(group_id: str, before: datetime) -> int:
    waited = Message.objects.filter(group=group_id, seq=None, at__lt=before)
    talk = TalkWord.objects.filter(group=group_id, at__lt=before)
    gone = _in_batches(waited) + _in_batches(talk)
    pace = Pace()
    while True:
        began, most = time.monotonic(), pace.rows
        batch = _forget_batch(group_id, before, most)
        gone += batch
        if batch < most:
            return gone
        pace.rest(began)


def _in_batches(rows: QuerySet) -> int:  # type: ignore[type-arg]
    """Delete these, a batch a transaction."""
    gone, model, pace = 0, rows.model, Pace()
    while True:
        began, most = time.monotonic(), pace.rows
        ids = list(rows.values_list("pk", flat=True)[:most])
        gone += _delete(model, ids)
        if len(ids) < most:
            return gone
        pace.rest(began)


class Pace:
    """How many rows the next batch has: fewer after a slow one, so that a busy disk or a large
    database makes batches smaller and not the others' waiting longer."""

    def __init__(self) -> None:
        self.rows = min(FEWEST, BATCH)  # the first meets a cold cache

    def rest(self, began: float) -> None:
        """Wait twice as long as the batch took: a lock let go for a moment only is hard to get."""
        took = time.monotonic() - began
        if took > LONG_SECONDS:
            self.rows = max(min(FEWEST, BATCH), self.rows // 2)
        elif took < SHORT_SECONDS:
            self.rows = min(BATCH, self.rows + FEWEST)
        time.sleep(min(MOST_PAUSE_SECONDS, 2 * took))


def _delete(model: type[Model], ids: list[str]) -> int:
    with transaction.atomic():
        return model._default_manager.filter(pk__in=ids).delete()[0] if ids else 0


def _forget_batch(group_id: str, before: datetime, most: int) -> int:
    """The oldest told rows, in the order of seq: `gone` says "everything below this"."""
    oldest = Message.objects.filter(group=group_id, seq__isnull=False).order_by("seq")
    due: list[tuple[str, int]] = []
    for mid, seq, at, shown_at in oldest.values_list("pk", "seq", "at", "shown_at")[:most]:
        if (shown_at or at) >= before:
            break
        due.append((mid, seq or 0))
    if due:
        _drop(group_id, [mid for mid, _ in due], due[-1][1])
    return len(due)


@transaction.atomic
def _drop(group_id: str, ids: list[str], last: int) -> None:
    group = conduct.locked(group_id)
    Message.objects.filter(pk__in=ids).delete()
    if last < group.gone_before:
        return
    group.gone_before, group.gone_rev = last + 1, conduct.next_revision(group)
    group.save(update_fields=["revision", "gone_before", "gone_rev"])
    live.announce_fact(group, group.gone_rev, {"type": "gone", "before": group.gone_before})
