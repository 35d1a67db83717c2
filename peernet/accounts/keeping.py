"""What accounts keep and for how long: sessions until they end, standing rows a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from .models import Account, Session, Standing

STANDING_KEPT = timedelta(days=1)


def forget(now: datetime) -> int:
    gone = Session.objects.filter(expire_date__lte=now).delete()[0]
    return gone + Standing.objects.filter(at__lt=now - STANDING_KEPT).delete()[0]


@transaction.atomic
def erase(account: Account) -> None:
    """The account, its second factors and sessions; open sockets learn of it within a second."""
    Standing.objects.create(kind=Standing.Kind.ACCOUNT_ENDED, of=account.pk)
    account.delete()


def export(account: Account) -> dict[str, object]:
    """Her settings."""
    return {
        "made_on": account.made_on.isoformat(),
        "language": account.language,
        "text_size": str(account.text_size),
        "idle_minutes": account.idle_minutes,
        "enter_sends": account.enter_sends,
    }
