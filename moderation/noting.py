"""Private notes on a member, shared among the facilitators of her group."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from groups import conduct
from groups.access import NotYours
from groups.models import Membership
from peernet.kit import clock

from .cases import Press, ReasonMissing
from .models import Deed, Note, Notice

NOT_DEEDS = (Deed.REPORTED_ACTED, Deed.REPORTED_NOTHING, Deed.UPHELD, Deed.OVERRULED)


@transaction.atomic
def note(member: Membership, press: Press) -> Note:
    """The press's words; raises ReasonMissing without any."""
    if not press.words:
        raise ReasonMissing
    conduct.locked(press.by.group_id)
    still = Membership.objects.filter(
        pk=press.by.pk, ended_at=None, role=Membership.Role.FACILITATOR
    )
    if not still.exists() or member.group_id != press.by.group_id or member.pk == press.by.pk:
        raise NotYours
    made = Note(member=member, by=press.by, made_at=clock.now())
    made.words = press.words
    made.save(force_insert=True)
    return made


def about(member: Membership) -> QuerySet[Note]:
    return Note.objects.filter(member=member).select_related("member", "by")


def deeds_about(member: Membership) -> QuerySet[Notice]:
    """What was done in this group before; not what she reported or appealed."""
    rows = Notice.objects.filter(member=member).exclude(deed__in=NOT_DEEDS)
    return rows.select_related("member").order_by("-made_at")[:20]
