"""From a finding to a help card; and an entry as the plain text of a card for a room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.template.loader import get_template
from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .directory import arranged
from .entries import BY_INTERPRETER, Card, Country, Entry, Trace

_FIRST = {
    "crisis": (Card.CRISIS, Card.LINE, Card.EMERGENCY),
    "danger": (Card.EMERGENCY, Card.LINE, Card.CRISIS),
}


@dataclass(frozen=True)
class Help:
    """What a card is drawn from, gathered where the database may be asked; drawn without it.

    `kept` is what the group's organisation keeps of the directory, `own` its own line and hours,
    `here` whether somebody facilitates at this moment, `next` the hours when somebody will.
    """

    kind: str  # crisis or danger
    country: str = ""
    kept: tuple[Entry, ...] = ()
    owner: str = ""
    organisation: str = ""
    own: str = ""
    here: bool = False
    next: Any = None


def draw(help_: Help) -> SafeString:
    """The card's HTML in the language in force; no other host is asked for anything."""
    entries = arranged(help_.kept, (help_.owner,) if help_.owner else ())
    found = [e for e in entries if e.card and _is_in(e, help_.country)]
    context = {
        "help": help_,
        "lines": sorted(found, key=lambda e: (_FIRST[help_.kind].index(Card(e.card)), _away(e))),
        "country": help_.country,
        "none_there": not any(e.countries for e in found),
        "countries": [] if help_.country else countries_with_lines(entries),
    }
    return SafeString(get_template("support/_card.html").render(context))


def countries_with_lines(entries: list[Entry]) -> list[tuple[str, str]]:
    """Where to look when nobody said where she is."""
    there = {code for e in entries if e.card for code in e.countries}
    return [(code, str(label)) for code, label in Country.choices if code in there]


def _is_in(entry: Entry, country: str) -> bool:
    return not country or not entry.countries or country in entry.countries


def _away(entry: Entry) -> int:
    """Lines that speak her language first, then those with interpreters, then the unknown."""
    code = (get_language() or "en")[:2]
    if code in entry.speaks:
        return 0
    return 1 if BY_INTERPRETER in entry.speaks else 2


def text_of(entry: Entry) -> str:
    """The entry in plain words, a fact a line: what a facilitator puts into a room."""
    where = ", ".join(part for part in (entry.place, entry.where) if part)
    facts = [
        (_("What it offers"), entry.offers),
        (_("How"), entry.reach),
        (_("Where"), where),
        (_("When"), entry.hours or _("Not known. Ask.")),
        (_("Languages"), entry.spoken),
        (_("Cost"), entry.cost or _("Not known. Ask.")),
        (_("What it passes on"), entry.reports or _("Not known. Ask at the start.")),
        (_("On the phone"), on_the_phone(entry)),
        (_("Last checked"), formats.date_format(entry.checked_on, "j M Y")),
    ]
    told = [f"{label}: {' '.join(value.split())}" for label, value in facts if value]
    return "\n".join([" ".join(entry.name.split()), *told])


def on_the_phone(entry: Entry) -> str:
    """Whether calling leaves a trace, and how to remove it from the phone."""
    if entry.trace == Trace.NONE:
        return entry.on_the_phone
    how = _(
        "To remove it from the phone's list: open the list of calls, hold the entry, choose "
        "delete. A borrowed phone or a relay leaves less."
    )
    return f"{entry.on_the_phone} {how}"
