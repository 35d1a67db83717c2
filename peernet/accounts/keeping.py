"""What accounts keep and for how long: sessions until they end, standing rows a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from .models import Session, Standing

STANDING_KEPT = timedelta(days=1)


def forget(now: datetime) -> int:
    gone = Session.objects.filter(expire_date__lte=now).delete()[0]
    return gone + Standing.objects.filter(at__lt=now - STANDING_KEPT).delete()[0]
