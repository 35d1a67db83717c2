"""What the office counts and lists: numbers with a floor of ten, entries of the trail, invites."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from groups import access, following
from groups.models import Invite, Tally
from groups.safety.watched import id_in
from moderation.models import Report
from peernet.audit import chain, trail, walking
from peernet.audit.models import Entry, Head
from peernet.kit.floor import FLOOR, shown

MONTHS = 24
PAGE = 50
Kind = Tally.Kind
SUMMED = (Kind.MESSAGES, Kind.SESSIONS, Kind.REPORTS)  # groups and members are not added up


@dataclass(frozen=True)
class Numbers:
    """Months that are over, the oldest first. None stands for "not shown"."""

    months: list[date]
    columns: dict[str, list[int | None]]
    totals: dict[str, int | None]

    @property
    def rows(self) -> list[tuple[date, list[int | None]]]:
        return [(m, [self.columns[k][i] for k in self.columns]) for i, m in enumerate(self.months)]


def numbers(organisation_id: str, today: date) -> Numbers:
    this = today.replace(day=1)
    told = Tally.objects.filter(organisation=organisation_id, month__lt=this).order_by("month")
    found = {(row.month, row.kind): row.n for row in told}
    months = sorted({month for month, _ in found})[-MONTHS:]
    columns, totals = {}, {}
    for kind in Kind.values:
        true = [found.get((month, kind), 0) for month in months]
        if kind in SUMMED:
            columns[kind], totals[kind] = with_total(true)
        else:
            columns[kind], totals[kind] = [shown(n) for n in true], None
    return Numbers(months, columns, totals)


def with_total(true: list[int]) -> tuple[list[int | None], int | None]:
    """Cells under ten are left out, with as many of the smallest others as it takes that what is
    left out adds up to ten or more: else the total minus the rest would give them away."""
    hidden = {i for i, n in enumerate(true) if n < FLOOR}
    others = sorted((i for i in range(len(true)) if i not in hidden), key=lambda i: true[i])
    while hidden and others and (len(hidden) < 2 or sum(true[i] for i in hidden) < FLOOR):
        hidden.add(others.pop(0))
    cells = [None if i in hidden else shown(n) for i, n in enumerate(true)]
    alone = len(hidden) == 1 or (hidden and sum(true[i] for i in hidden) < FLOOR)
    return cells, None if alone else shown(sum(true))


def entries(
    organisation_id: str, action: str, page: str, *, without: QuerySet[Report]
) -> Page[Entry]:
    """Without what is about these reports: their reader must not know of them."""
    rows = Entry.objects.filter(chain=organisation_id).order_by("-number")
    rows = rows.exclude(subject__in=without.values("pk"))
    if action:
        rows = rows.filter(action=action)
    return Paginator(rows, PAGE).get_page(page)


def told(entry: Entry) -> dict[str, object]:
    return {"entry": entry, "reason": trail.reason_of(entry)}


def chain_status(organisation_id: str) -> walking.Status:
    head = Head.objects.filter(pk=organisation_id).first()
    if head is None:
        return walking.Status(0, 0, chain.Broken(organisation_id, 0, "missing"), None, 0)
    return walking.status(head)


def in_state(invites: QuerySet[Invite], state: str, now: datetime) -> QuerySet[Invite]:
    """The same as `state_of`, asked of the database."""
    good = invites.filter(wrong_hands_at=None)
    unspent = good.filter(revoked_at=None, uses_left__gt=0)
    found = {
        "wrong_hands": invites.filter(wrong_hands_at__isnull=False),
        "revoked": good.filter(revoked_at__isnull=False),
        "used": good.filter(revoked_at=None, uses_left__lt=1),
        "open": unspent.filter(expires_at__gt=now),
        "expired": unspent.filter(expires_at__lte=now),
    }
    return found.get(state, invites)


def state_of(invite: Invite, now: datetime) -> str:
    if invite.wrong_hands_at:
        return "wrong_hands"
    if invite.revoked_at:
        return "revoked"
    if invite.uses_left < 1:
        return "used"
    return "open" if invite.expires_at > now else "expired"


@dataclass(frozen=True)
class Doubt:
    """A rule that facilitators called not harmful. `seen` says how often it saw something in what
    is still kept; None under ten, since that would tell of people."""

    kind: str
    rule: str
    word: str
    times: int
    seen: int | None


def doubts(organisation_id: str, gid: str = "") -> list[Doubt]:
    rows = access.doubts_of(organisation_id, gid)
    seen: Counter[str] = Counter()
    for rule, n in access.seen_by_rules(organisation_id, gid).items():
        seen[following.rule_of(rule)] += n
    words = access.words_named(id_in(rule) for _, rule, _ in rows)
    return [
        Doubt(
            str(following.KINDS.get(kind, kind)),
            rule,
            words.get(id_in(rule), ""),
            times,
            shown(seen[rule]),
        )
        for kind, rule, times in rows
    ]
