"""An entry of the directory as people read it, whether it came with the program or from an
organisation; and the closed lists that entries are found by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from peernet.kit import clock

NETWORK = ""  # the owner of what comes with the program
STALE_DAYS = 180  # not looked at for this long, an entry is in the office's list of old ones
BY_INTERPRETER = "any"
SPOKEN = ("en", "es", "ar", "bn", "fa", "fr", "hi", "ko", "ne", "pl", "pt", "ro", "ru", "th",
          "tr", "uk", "ur", "vi", "zh-hans")  # fmt: skip


class Need(models.IntegerChoices):
    """What a survivor needs after leaving (product g). Addresses carry the number: it tells a
    browser's history nothing."""

    SAFETY = 1, _("Safety and security")
    BASIC = 2, _("Basic needs")
    DAILY = 3, _("Daily needs")
    COUNSELLING = 4, _("Counselling")
    SOCIAL = 5, _("Social services")
    LEGAL = 6, _("Legal support and advocacy")
    PEERS = 7, _("Peer support and networks")
    LASTING = 8, _("Support for the long term")


class Country(models.TextChoices):
    """Where an entry helps. "" is anywhere; a country without a line of its own has the fallback."""

    US = "US", _("United States")
    CA = "CA", _("Canada")
    UK = "UK", _("United Kingdom")
    MX = "MX", _("Mexico")
    GT = "GT", _("Guatemala")
    HN = "HN", _("Honduras")
    SV = "SV", _("El Salvador")
    CO = "CO", _("Colombia")
    VE = "VE", _("Venezuela")
    DO = "DO", _("Dominican Republic")
    HT = "HT", _("Haiti")
    BR = "BR", _("Brazil")
    ES = "ES", _("Spain")
    IE = "IE", _("Ireland")
    AU = "AU", _("Australia")
    NZ = "NZ", _("New Zealand")
    IN = "IN", _("India")
    NP = "NP", _("Nepal")
    PH = "PH", _("Philippines")
    TH = "TH", _("Thailand")
    OTHER = "XX", _("Another country")


class Trace(models.TextChoices):
    """What calling leaves behind."""

    SHOWS = "shows", _("A call or text may show in the phone's list and on the bill.")
    LIST = "list", _("A call is not on the bill, but may show in the phone's list.")
    NONE = "none", _("Nothing is called or sent, so nothing of it is on the phone.")
    UNKNOWN = "unknown", _("We do not know. Count on it showing in the list and on the bill.")


class Card(models.TextChoices):
    """Whether an entry is a help line, and so on the help card."""

    NO = "", _("no: only in the directory")
    LINE = "line", _("yes: a help line")
    CRISIS = "crisis", _("yes: a line for people who want to die")
    EMERGENCY = "emergency", _("yes: emergency services")


def language_name(code: str) -> str | Promise:
    if code == BY_INTERPRETER:
        return _("others by interpreter")
    return str(get_language_info(code)["name_translated"])


@dataclass(frozen=True)
class Entry:
    """`languages` is what people read, `speaks` what they filter by. Empty means: not known."""

    id: str
    name: str
    reach: str
    source: str
    checked_on: date
    owner: str = NETWORK
    replaces: str = ""
    hidden: bool = False
    offers: str = ""
    needs: tuple[int, ...] = ()
    countries: tuple[str, ...] = ()
    place: str = ""
    speaks: tuple[str, ...] = ()
    languages: str = ""
    hours: str = ""
    cost: str = ""
    reports: str = ""
    trace: str = Trace.UNKNOWN
    card: str = Card.NO

    @property
    def where(self) -> str:
        return ", ".join([str(Country(code).label) for code in self.countries])

    @property
    def need_names(self) -> list[str]:
        return [str(Need(need).label) for need in self.needs]

    @property
    def on_the_phone(self) -> str:
        return str(Trace(self.trace).label)

    @property
    def spoken(self) -> str:
        return self.languages or ", ".join(str(language_name(code)) for code in self.speaks)

    @property
    def is_stale(self) -> bool:
        return self.checked_on < clock.now().date() - timedelta(days=STALE_DAYS)


@dataclass(frozen=True)
class Wanted:
    """What somebody filters by; nothing of it is kept."""

    need: int | None = None
    country: str = ""
    language: str = ""

    def fits(self, entry: Entry) -> bool:
        """What is not known about an entry never takes it out of the list."""
        here = not self.country or not entry.countries or self.country in entry.countries
        needed = self.need is None or self.need in entry.needs
        return here and needed and self._spoken(entry)

    def _spoken(self, entry: Entry) -> bool:
        known = set(entry.speaks)
        return not self.language or not known or bool(known & {self.language, BY_INTERPRETER})


def find(entries: Iterable[Entry], wanted: Wanted) -> list[Entry]:
    return [entry for entry in entries if wanted.fits(entry)]
