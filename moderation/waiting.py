"""The queue: a query over what waits in the groups somebody facilitates; no second bookkeeping."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from groups import access, following
from groups.access import Who
from groups.models import Application, Finding, Group, Membership, Message, TalkWord
from peernet.accounts.models import Account
from peernet.vault.fields import legible

from . import appeals, cases
from .models import Case, Report

URGENT, SOON, TALKS, USUAL, LATER = range(5)
_REPORT, _ALERT = ("report", "alert")


@dataclass(frozen=True)
class Waiting:
    """One thing that waits; its id is the case's."""

    id: str
    kind: str  # alert, report, talk, held, edit, appeal, application
    group: Group
    name: str
    since: datetime
    urgency: int
    why: str = ""
    reports: int = 0
    holder: str = ""  # who claimed it, by her name in the group
    is_mine: bool = False

    @property
    def urgent(self) -> bool:
        return self.urgency == URGENT


def queue(account: Who) -> list[Waiting]:
    """Most urgent first, then who waits longest. A bounded number of queries, however long it is."""
    mine = {membership.group_id: membership for membership in access.facilitated_by(account)}
    groups = list(mine)
    me = [membership.pk for membership in mine.values()]
    found = [
        *_alerts([membership.group for membership in mine.values()], me),
        *_reports(groups, me),
        *_talk(groups, me),
        *_messages(groups, me),
        *_appeals(account),
        *_applications(groups),
    ]
    items = _with_claims(_one_a_case(found), me)
    return sorted(items, key=lambda item: (item.urgency, item.since, item.id))


def _one_a_case(found: Iterable[Waiting]) -> list[Waiting]:
    """A held message with two reports is one case, as urgent as its most urgent part."""
    items: dict[str, Waiting] = {}
    for item in found:
        there = items.get(item.id)
        if there is None:
            items[item.id] = item
        else:
            since = min(there.since, item.since)
            reports = max(there.reports, item.reports)
            items[item.id] = replace(there, since=since, reports=reports)
    return list(items.values())


def _with_claims(items: list[Waiting], me: list[str]) -> list[Waiting]:
    rows = Case.objects.filter(pk__in=[item.id for item in items], claimed_by__isnull=False)
    holders = {row.pk: cases.holder_of(row) for row in rows.select_related("claimed_by")}
    return [_claimed(item, holders.get(item.id), me) for item in items]


def _claimed(item: Waiting, holder: Membership | None, me: list[str]) -> Waiting:
    if holder is None:
        return item
    return replace(item, holder=legible(holder, "pseudonym"), is_mine=holder.pk in me)


def _alerts(groups: list[Group], me: list[str]) -> list[Waiting]:
    """Words of crisis or danger, and what a group wants to be alerted of, that nobody has looked at
    since they were written. A change that waits is not looked at, whatever was decided before."""
    looked_at = Case.objects.filter(
        pk=OuterRef("message"),
        decided_at__gte=Coalesce(OuterRef("message__edited_at"), OuterRef("message__at")),
    )
    rows = Finding.objects.filter(
        ~Exists(looked_at) | ~Q(message__waiting_body=b""),
        _alerting(groups),
        harmless_at=None,
        message__state__in=[Message.State.VISIBLE, Message.State.HELD, Message.State.HIDDEN],
    ).exclude(message__author__in=me)
    rows = rows.select_related("message", "message__group", "message__author")
    return [
        Waiting(row.message_id, _ALERT, row.message.group, legible(row.message.author, "pseudonym"),
                row.message.at, URGENT if row.kind in following.URGENT else SOON, row.kind)
        for row in rows.defer("message__body", "place")
    ]  # fmt: skip


def _alerting(groups: list[Group]) -> Q:
    """The kinds of which each group's facilitators are alerted."""
    found = Q(pk=None)
    for group in groups:
        wanted = [kind for kind in following.DEFAULTS if _alerts_of(group, kind)]
        found |= Q(message__group=group, kind__in=wanted)
        found |= Q(message__group=group, rule__startswith=following.ALERTING_WORD)
    return found


def _alerts_of(group: Group, kind: str) -> bool:
    alert = following.follow_of(group, kind) == following.Follow.ALERT
    return alert or kind in following.URGENT


def _reports(groups: list[str], me: list[str]) -> list[Waiting]:
    """Several reports on one message are one case with a count; none that she made herself."""
    rows = Report.objects.filter(group__in=groups, decided_at=None, elsewhere=False)
    own = Report.objects.filter(case_id=OuterRef("case_id"), by__in=me)
    rows = rows.exclude(Exists(own)).exclude(about__in=me).select_related("group", "about")
    items: dict[str, Waiting] = {}
    for row in rows.defer("words", "copy").order_by("made_at"):
        there = items.get(row.case_id)
        count = there.reports + 1 if there else 1
        first = there or Waiting(row.case_id, _REPORT, row.group, legible(row.about, "pseudonym"),
                                 row.made_at, SOON, row.get_reason_display())  # fmt: skip
        urgency = URGENT if row.reason == "worry" else first.urgency
        items[row.case_id] = replace(first, reports=count, urgency=urgency)
    return list(items.values())


def _talk(groups: list[str], me: list[str]) -> list[Waiting]:
    """Private threads in which a member's word has no answer yet."""
    rows = TalkWord.objects.filter(group__in=groups, answered_at=None).exclude(member__in=me)
    rows = rows.filter(by=F("member")).select_related("group", "member").defer("body")
    items: dict[str, Waiting] = {}
    for row in rows.order_by("at"):
        item = items.get(row.member_id) or Waiting(
            row.member_id, "talk", row.group, legible(row.member, "pseudonym"), row.at, TALKS
        )
        items[row.member_id] = replace(item, urgency=URGENT) if row.urgent else item
    return list(items.values())


def _messages(groups: list[str], me: list[str]) -> list[Waiting]:
    """Messages and changes that wait for a look; what only waited for somebody is one item."""
    return [_message(row) for rows in rows_waiting(groups) for row in rows.exclude(author__in=me)]


def rows_waiting(groups: list[str]) -> tuple[QuerySet[Message], QuerySet[Message]]:
    """Held messages, and visible ones with a change. Two queries, since neither database uses the
    partial indexes (`message_held`, `message_edit_waits`) for one with OR."""
    rows = Message.objects.filter(group__in=groups).select_related("group", "author")
    rows = rows.defer("body", "waiting_body", "waiting_note")
    held = rows.filter(state=Message.State.HELD).exclude(held_for=Message.HeldFor.RESTING)
    return held, rows.filter(state=Message.State.VISIBLE).exclude(waiting_body=b"")


def _message(row: Message) -> Waiting:
    kind = "held" if row.state == Message.State.HELD else "edit"
    name = legible(row.author, "pseudonym")
    return Waiting(row.pk, kind, row.group, name, row.at, USUAL, str(row.held_for))


def _appeals(account: Who) -> list[Waiting]:
    """Without a name: who decides from another group must not learn one."""
    rows = appeals.waiting_for(account).defer("words")
    return [
        Waiting(row.pk, "appeal", row.notice.member.group, "", row.made_at, LATER, row.notice.deed)
        for row in rows
    ]


def _applications(groups: list[str]) -> list[Waiting]:
    rows = Application.objects.filter(group__in=groups, decided_at=None).select_related("group")
    return [
        Waiting(row.pk, "application", row.group, legible(row, "pseudonym"), _midnight(row), LATER)
        for row in rows.order_by("made_on", "id")
    ]


def _midnight(row: Application) -> datetime:
    return datetime.combine(row.made_on, time(), UTC)


def resting(account: Who) -> list[tuple[Group, int]]:
    """The groups in which messages waited only because nobody facilitated, and how many."""
    groups = [membership.group_id for membership in access.facilitated_by(account)]
    rested = Message.objects.filter(
        group__in=groups, state=Message.State.HELD, held_for=Message.HeldFor.RESTING
    )
    counts = dict(rested.values_list("group").annotate(Count("pk")).order_by())
    found = Group.objects.filter(pk__in=counts)
    return [(group, counts[group.pk]) for group in found]


def counts_for(accounts: Iterable[str]) -> dict[str, tuple[int, int]]:
    """How much waits, and how much of it is urgent, for each of these accounts."""
    counts = {}
    for account in Account.objects.filter(pk__in=list(accounts)):
        items = queue(account)
        rested = len(resting(account))
        counts[account.pk] = (len(items) + rested, sum(item.urgent for item in items))
    return counts
