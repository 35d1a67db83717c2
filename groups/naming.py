"""Pseudonyms: what may be one, and when two look the same."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from confusable_homoglyphs import categories, confusables
from django.utils.translation import gettext as _

from peernet.accounts import handles
from peernet.accounts.models import Account
from peernet.kit import words
from peernet.vault import keys

FEWEST_CHARS, MOST_CHARS = 2, 30

# Words that would pass for somebody who holds the room.
_STAFF = ("facilitator", "facilitadora", "facilitador", "administrator", "administradora", "admin",
          "moderator", "moderadora", "moderador", "peernet", "staff", "support")  # fmt: skip
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_DIGITS = str.maketrans("0135", "oles")
_BESIDE_LATIN = {
    "LATIN",
    "COMMON",
    "INHERITED",
    "HAN",
    "HIRAGANA",
    "KATAKANA",
    "HANGUL",
    "BOPOMOFO",
}
SHORTEST_PART = 4  # of a handle; "Al" is part of many and tells of none


class NameTaken(Exception):
    """Somebody in this group has a name that looks the same."""


class BadName(Exception):
    """The name cannot be used; the text says why and what to do."""


def look_of(name: str) -> str:
    """The name as it looks: confusable letters, case, marks, spaces and signs count as equal."""
    plain = unicodedata.normalize("NFKD", words.tidy(name).casefold())
    letters = "".join(_letter(c) for c in plain if not unicodedata.combining(c))
    letters = "".join(c for c in letters.casefold().translate(_DIGITS) if c.isalnum())
    letters = letters.replace("i", "l")
    for pair, single in _PAIRS:
        letters = letters.replace(pair, single)
    return letters


@cache
def _letter(letter: str) -> str:
    """The ASCII letter that this one passes for, by Unicode's table; else itself."""
    if letter.isascii():
        return letter
    twins = confusables.is_confusable(letter, greedy=True, preferred_aliases=[]) or []
    for twin in (t["c"] for found in twins for t in found["homoglyphs"]):
        if twin.isascii() and twin.isalnum():
            return str(twin)
    return letter


def look_digest(group_id: str, name: str) -> str:
    return keys.digest("look", f"{group_id}|{look_of(name)}")


def checked(name: str, *, handle: str = "", account: Account | None = None) -> str:
    """The name made fit to keep, or BadName."""
    name = words.one_line(name)
    if not FEWEST_CHARS <= len(name) <= MOST_CHARS or not look_of(name):
        raise BadName(_("Choose a name of 2 to 30 characters, with letters in it."))
    if _is_handle(name, handle, account):
        raise BadName(
            _("This is too much like your sign-in name. Choose another name for this group.")
        )
    if "@" in name or re.search(r"\w\.(com|net|org|mx|es)\b", name.lower()):
        raise BadName(
            _("This looks like an e-mail or web address. Choose a name that nobody can look up.")
        )
    if sum(c.isdigit() for c in name) >= 7:
        raise BadName(_("This looks like a phone number. Choose a name that nobody can look up."))
    if _is_mixed(name):
        raise BadName(_("These letters are of several alphabets. Choose a name in one."))
    if any(look_of(word) in look_of(name) for word in _STAFF):
        raise BadName(
            _("This name could be taken for somebody who runs the place. Choose another.")
        )
    return name


def _is_mixed(name: str) -> bool:
    """Latin letters among others that may pass for them (Unicode UTS 39, "highly restrictive")."""
    scripts = categories.unique_aliases(name)
    return "LATIN" in scripts and not scripts <= _BESIDE_LATIN


def _is_handle(name: str, handle: str, account: Account | None) -> bool:
    if account is not None and handles.tells(name, account.handle_digest):
        return True
    look, hers = look_of(name), look_of(handle)
    return bool(hers) and (hers in look or (len(look) >= SHORTEST_PART and look in hers))
