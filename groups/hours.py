"""When somebody facilitates next, in the group's time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from .models import Group


@dataclass(frozen=True)
class Next:
    begins: datetime
    ends: datetime
    zone: str


def next_hours(group: Group, now: datetime) -> Next | None:
    """The hours running now, or the next within a week; None when none were entered."""
    zone = ZoneInfo(group.time_zone)
    local = now.astimezone(zone)
    found = []
    for row in group.hours.all():
        day = local.date() + timedelta(days=(row.weekday - local.weekday()) % 7)
        begins = datetime.combine(day, row.begins, zone)
        ends = datetime.combine(day, row.ends, zone)
        if ends <= begins:
            ends += timedelta(days=1)
        if ends <= local:
            begins, ends = begins + timedelta(days=7), ends + timedelta(days=7)
        found.append(Next(begins, ends, group.time_zone))
    return min(found, key=lambda hours: hours.begins, default=None)
