"""What an organisation's staff did, in counts a quarter, for its members to see."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.db.models import Count

from peernet.kit.floor import shown

from .actions import Action
from .models import Entry

TOLD = (
    Action.ADMIT, Action.HIDE, Action.RESTORE, Action.REFUSE, Action.WARN, Action.MUTE,
    Action.REMOVE, Action.BAR, Action.REPORT, Action.APPEAL, Action.OVERRULE, Action.OPEN_SEAL,
    Action.STAND_DOWN,
)  # fmt: skip


def last_quarter(today: date) -> tuple[date, date]:
    """The first day of the quarter that is over, and of the one after it."""
    after = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    before = date(after.year - (after.month == 1), (after.month - 4) % 12 + 1, 1)
    return before, after


def quarter(chain: str, today: date) -> list[tuple[str, int | None]]:
    """Each kind of deed with its count; None where there were fewer than ten."""
    begins, ends = (datetime(d.year, d.month, 1, tzinfo=UTC) for d in last_quarter(today))
    rows = Entry.objects.filter(chain=chain, at__gte=begins, at__lt=ends, action__in=TOLD)
    counts = dict(rows.values_list("action").annotate(n=Count("id")).order_by())
    return [(str(action.label), shown(counts.get(action, 0))) for action in TOLD]
