"""Tells a person what was done, in her language, and never by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from groups import live
from groups.access import NotYours, Who
from groups.models import Membership, Message
from peernet.kit import clock

from .models import Deed, Notice


@dataclass(frozen=True)
class Told:
    """What a notice says besides the deed."""

    reason: str = ""
    words: str = ""
    case: str = ""
    message: Message | None = None
    until: datetime | None = None
    kept: str = ""


def tell(member: Membership, deed: Deed, told: Told, *, by: Membership | None) -> Notice:
    """Within the deed's transaction: she hears at once, or reads it on her next page."""
    notice = Notice(
        member=member,
        deed=deed,
        reason=told.reason,
        by=by,
        case_id=told.case,
        message=told.message,
        until=told.until,
        made_at=clock.now(),
    )
    notice.words, notice.kept = told.words, told.kept
    notice.save(force_insert=True)
    live.tell_one("notice", member.pk)
    return notice


def hers(account: Who) -> QuerySet[Notice]:
    """Newest first; of groups that she was removed from too."""
    rows = Notice.objects.filter(member__account=account.pk).order_by("-made_at")
    return rows.select_related("member", "member__group", "appeal")


def unread(account: Who) -> bool:
    return Notice.objects.filter(member__account=account.pk, read_at=None).exists()


def mark_read(account: Who) -> None:
    Notice.objects.filter(member__account=account.pk, read_at=None).update(read_at=clock.now())


def own(account: Who, notice_id: str) -> Notice:
    found = hers(account).filter(pk=notice_id).first()
    if found is None:
        raise NotYours
    return found


def undone(member: Membership, deed: Deed, message: Message | None = None) -> Notice | None:
    """Mark her newest standing notice of this deed as undone, and answer with it."""
    rows = Notice.objects.filter(member=member, deed=deed, undone_at=None)
    if message is not None:
        rows = rows.filter(message=message)
    found = rows.select_related("member").order_by("-made_at").first()
    if found is not None:
        found.undone_at = clock.now()
        found.save(update_fields=["undone_at"])
    return found
