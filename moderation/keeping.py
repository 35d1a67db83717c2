"""What the desk keeps and for how long: sealed copies 90 days after the case was closed."""

from __future__ import annotations

from datetime import datetime, timedelta

from .models import Case, Note, Notice, Report, Shift

CLOSED_KEPT = timedelta(days=90)
HANDOVER_KEPT = timedelta(days=30)
NOTICES_KEPT = timedelta(days=365)


def forget(now: datetime) -> int:
    """Reports and cases 90 days after the decision, notices with their appeals after a year,
    shifts after 30 days, notes 90 days after the member went."""
    closed = now - CLOSED_KEPT
    gone = [
        Report.objects.filter(decided_at__lt=closed).delete()[0],
        Case.objects.filter(decided_at__lt=closed, claimed_by=None).delete()[0],
        Notice.objects.filter(made_at__lt=now - NOTICES_KEPT).delete()[0],
        Shift.objects.filter(ended_at__lt=now - HANDOVER_KEPT).delete()[0],
        Note.objects.filter(member__ended_at__lt=closed).delete()[0],
    ]
    return sum(gone)
