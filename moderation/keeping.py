"""What the desk keeps and for how long: sealed copies 90 days after the case was closed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from peernet.accounts.models import Account
from peernet.kit import clock
from peernet.vault import keys
from peernet.vault.fields import legible

from .models import Appeal, Case, Note, Notice, Report, Shift
from .models.report import UNDER

BATCH = 50
CLOSED_KEPT = timedelta(days=90)
HANDOVER_KEPT = timedelta(days=30)
NOTICES_KEPT = timedelta(days=365)


def erase(account: Account) -> None:
    """What was said to her and noted about her goes with her. Reports are never read."""
    Notice.objects.filter(member__account=account).delete()
    Note.objects.filter(member__account=account).delete()


def take_words(account: Account) -> None:
    """What she wrote as a facilitator for the others at the desk. What people were told stays
    theirs."""
    Shift.objects.filter(member__account=account).update(handover=b"")
    Note.objects.filter(by__account=account).delete()


def export(account: Account) -> list[dict[str, str]]:
    """What she answered to what she was told; not what was answered to her."""
    rows = Appeal.objects.filter(notice__member__account=account).exclude(words=b"")
    rows = rows.filter(notice__member__group__ended_at=None).order_by("made_at")
    rows = rows.select_related("notice__member__group")
    return [{"at": clock.stamp(row.made_at), "body": legible(row, "words")} for row in rows]


def forget(now: datetime) -> int:
    """Reports and cases 90 days after the decision, notices with their appeals after a year,
    shifts after 30 days, notes 90 days after the member went or when the group ended."""
    closed = now - CLOSED_KEPT
    _empty_where_the_key_is_gone()
    gone = [
        _forget_reports(Report.objects.filter(decided_at__lt=closed)),
        Case.objects.filter(decided_at__lt=closed, claimed_by=None).delete()[0],
        Notice.objects.filter(made_at__lt=now - NOTICES_KEPT).delete()[0],
        Shift.objects.filter(ended_at__lt=now - HANDOVER_KEPT).delete()[0],
        Note.objects.filter(member__ended_at__lt=closed).delete()[0],
        Note.objects.filter(member__group__ended_at__isnull=False).delete()[0],
    ]
    return sum(gone)


def _empty_where_the_key_is_gone() -> None:
    """What was sealed under an ended group's key is noise: that she was told something stays."""
    ended = {"member__group__ended_at__isnull": False}
    told = Notice.objects.filter(**ended).exclude(words=b"", kept=b"")
    told.update(words=b"", kept=b"")
    answered = Appeal.objects.filter(**{f"notice__{name}": value for name, value in ended.items()})
    answered.exclude(words=b"", answer=b"").update(words=b"", answer=b"")
    Shift.objects.filter(**ended).exclude(handover=b"").update(handover=b"")


def _forget_reports(rows: QuerySet[Report]) -> int:
    """Each with its key: in an older backup its copy cannot be opened any more either."""
    gone = 0
    while ids := list(rows.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            gone += Report.objects.filter(pk__in=ids).delete()[0]
            for report_id in ids:
                keys.destroy(f"{UNDER}{report_id}")
    return gone


def forget_again() -> int:
    """After an older archive was restored: reports whose key is gone were forgotten since, and
    keys without a report are of ones that the archive does not know. How many reports went."""
    kept = {name.removeprefix(UNDER) for name in keys.names(UNDER)}
    there = set(Report.objects.values_list("pk", flat=True))
    for report_id in kept - there:
        keys.destroy(f"{UNDER}{report_id}")
    lost = sorted(there - kept)
    for first in range(0, len(lost), BATCH):
        Report.objects.filter(pk__in=lost[first : first + BATCH]).delete()
    return len(lost)
