"""The directory: what a reader may see of it, and how an organisation keeps its part.

Who may see or keep what is decided above: callers hand in the organisations' ids as text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, field

from django.db import IntegrityError, transaction
from django.http import Http404

from peernet.audit import trail
from peernet.audit.actions import Action
from peernet.kit import clock
from peernet.kit.seen import mark
from peernet.vault import keys

from .entries import Card, Country, Entry, Trace
from .lines import line_of, lines
from .models import Resource


class NoSuchEntry(Http404):
    """The same answer for "no such" and "not yours"."""


@dataclass(frozen=True)
class Facts:
    """What the office may say in an entry."""

    name: str
    reach: str
    source: str
    needs: list[int] = field(default_factory=list)
    offers: str = ""
    country: str = ""
    place: str = ""
    speaks: list[str] = field(default_factory=list)
    hours: str = ""
    cost: str = ""
    reports: str = ""
    trace: str = Trace.UNKNOWN
    card: str = Card.NO

    def marks(self) -> str:
        """A mark a fact, for a page to carry: who comes second is told what changed meanwhile."""
        return ".".join(mark(name, value) for name, value in asdict(self).items())


NAMES = tuple(Facts.__dataclass_fields__)


# --- Reading ------------------------------------------------------------------------------------


def kept_by(owners: Iterable[str]) -> list[Entry]:
    """What these organisations added or corrected, hidden ones too, by name."""
    wanted = sorted(owners)
    rows = list(Resource.objects.filter(owner__in=wanted))
    keys.open_ahead({row.sealed_under() for row in rows})
    return sorted((_entry(row) for row in rows), key=lambda entry: entry.name.casefold())


def visible(owners: Collection[str]) -> list[Entry]:
    """What somebody of these organisations sees, help lines first, in the language in force."""
    return arranged(kept_by(owners), owners)


def arranged(kept: Sequence[Entry], owners: Collection[str]) -> list[Entry]:
    """The program's lines with what was kept: a correction stands where the line stood. A line is
    hidden only when every organisation of hers hides it."""
    shown = [entry for entry in kept if not entry.hidden]
    hides = [entry.replaces for entry in kept if entry.hidden]
    found: list[Entry] = []
    for line in lines():
        instead = [entry for entry in shown if entry.replaces == line.id]
        hidden = bool(owners) and hides.count(line.id) == len(owners)
        found += instead or ([] if hidden else [line])
    found += [entry for entry in shown if entry not in found]
    return sorted(found, key=lambda entry: not entry.card)


def one_of(entries: Iterable[Entry], entry_id: str) -> Entry:
    """The entry of this id, or what an organisation put in its place."""
    found = list(entries)
    for entry in found:
        if entry.id == entry_id:
            return entry
    for entry in found:
        if entry.replaces == entry_id:
            return entry
    raise NoSuchEntry


def stale(entries: Iterable[Entry]) -> list[Entry]:
    """Not checked for half a year, the oldest first."""
    old = [entry for entry in entries if entry.is_stale and not entry.hidden]
    return sorted(old, key=lambda entry: entry.checked_on)


def resource_of(owner: str, resource_id: str) -> Resource:
    row = Resource.objects.filter(owner=owner, pk=resource_id, hidden_at=None).first()
    if row is None:
        raise NoSuchEntry
    return row


def facts_of(row: Resource) -> Facts:
    return Facts(**{name: getattr(row, name) for name in NAMES})


def facts_of_line(line: Entry) -> Facts:
    """A line's facts, to begin a correction with."""
    country = line.countries[0] if len(line.countries) == 1 else ""
    same = {name: getattr(line, name) for name in NAMES if name not in _SHAPED}
    return Facts(**same, needs=list(line.needs), speaks=list(line.speaks), country=country)


_SHAPED = ("needs", "speaks", "country")


def _entry(row: Resource) -> Entry:
    same = {name: getattr(row, name) for name in NAMES if name not in _SHAPED}
    return Entry(
        id=row.pk,
        owner=row.owner,
        replaces=row.replaces,
        hidden=row.hidden_at is not None,
        checked_on=row.checked_on,
        needs=tuple(row.needs),
        speaks=tuple(row.speaks),
        countries=_countries(row),
        **same,
    )


def _countries(row: Resource) -> tuple[str, ...]:
    """A correction that names no country helps where the line helped."""
    line = line_of(row.replaces) if row.replaces and not row.country else None
    return line.countries if line else (row.country,) if row.country else ()


# --- Keeping ------------------------------------------------------------------------------------


@transaction.atomic
def add(owner: str, facts: Facts, *, by: str = "", line: str = "") -> Resource:
    """A new entry, or this organisation's correction of a line; checked today.

    Raises IntegrityError when the line has been corrected or hidden meanwhile.
    """
    row = Resource(owner=owner, replaces=line, checked_on=clock.now().date())
    _fill(row, facts)
    row.save(force_insert=True)
    trail.record(Action.ADD_PLACE, chain=owner, actor=by, subject=row.pk)
    return row


@transaction.atomic
def change(owner: str, resource_id: str, facts: Facts, *, seen: str, by: str) -> list[str]:
    """Change an entry, unless it is not as `seen`: then nothing is written, and the names of what
    changed meanwhile are the answer."""
    row = _locked(owner, resource_id)
    now, then = facts_of(row).marks().split("."), seen.split(".")
    if now != then:
        then += [""] * len(NAMES)
        return [name for name, a, b in zip(NAMES, now, then, strict=False) if a != b]
    _fill(row, facts)
    row.save(update_fields=NAMES)
    trail.record(Action.CHANGE_PLACE, chain=owner, actor=by, subject=row.pk)
    return []


@transaction.atomic
def check(owner: str, resource_id: str, *, by: str) -> None:
    """Somebody looked today, and it is still so."""
    row = _locked(owner, resource_id)
    row.checked_on = clock.now().date()
    row.save(update_fields=["checked_on"])
    trail.record(Action.CHECK_PLACE, chain=owner, actor=by, subject=row.pk)


@transaction.atomic
def remove(owner: str, resource_id: str, *, by: str) -> None:
    """Gone from the directory; where it stood for a line, the line is back."""
    row = _locked(owner, resource_id)
    row.delete()
    trail.record(Action.REMOVE_PLACE, chain=owner, actor=by, subject=resource_id)


def hide(owner: str, line_id: str, *, by: str) -> None:
    """This organisation's members no longer see this line."""
    line = line_of(line_id)
    if line is None:
        raise NoSuchEntry
    try:
        _hide(owner, line, by)
    except IntegrityError:  # corrected or hidden already: a second press changes nothing
        return


@transaction.atomic
def _hide(owner: str, line: Entry, by: str) -> None:
    row = Resource(owner=owner, replaces=line.id, checked_on=clock.now().date())
    row.hidden_at = clock.now()
    _fill(row, facts_of_line(line))
    row.save(force_insert=True)
    trail.record(Action.HIDE_PLACE, chain=owner, actor=by, subject=line.id)


@transaction.atomic
def show(owner: str, line_id: str, *, by: str) -> None:
    """They see it again as it comes with the program."""
    rows = Resource.objects.filter(owner=owner, replaces=line_id, hidden_at__isnull=False)
    if not rows.delete()[0]:
        raise NoSuchEntry
    trail.record(Action.SHOW_PLACE, chain=owner, actor=by, subject=line_id)


def _locked(owner: str, resource_id: str) -> Resource:
    row = (
        Resource.objects.select_for_update()
        .filter(owner=owner, pk=resource_id, hidden_at=None)
        .first()
    )
    if row is None:
        raise NoSuchEntry
    return row


def _fill(row: Resource, facts: Facts) -> None:
    assert not facts.country or facts.country in Country.values
    for name, value in asdict(facts).items():
        setattr(row, name, value)
