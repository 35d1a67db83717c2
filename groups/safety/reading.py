"""Reading a text as a person sees it, with a way back to the places in the original.

Every code point is folded by itself until folding changes nothing, so that normalising twice
changes nothing either, and every folded character knows where it came from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

# Letters that look like Latin ones: the two strings of a pair run in step.
_CYRILLIC = ("авсԁеԍһіјкӏмнорԛгѕтуԝхьпзиёє", "abcdeghijklmhopqrstywxbnzuee")
_GREEK = ("αβγδεζηικλνορσςτυχωμ", "abydezniklvopsstuxwm")
_OTHER = ("ıłøđðɑɡɩօոս", "iloddagionu")
_SMALL_CAPITALS = ("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz")
_SINGLE_QUOTES = "‘’‚‛`´ʼʹ′"
_DOUBLE_QUOTES = "“”„‟«»″"
_DOTS = "·•․・。"
_LOOK_ALIKE = (_CYRILLIC, _GREEK, _OTHER, _SMALL_CAPITALS)
_FOLDS: dict[str, str] = {
    **{odd: plain for odds, plains in _LOOK_ALIKE for odd, plain in zip(odds, plains, strict=True)},
    **dict.fromkeys(_SINGLE_QUOTES, "'"),
    **dict.fromkeys(_DOUBLE_QUOTES, '"'),
    **dict.fromkeys(_DOTS, "."),
    **{chr(0x1F1E6 + n): chr(97 + n) for n in range(26)},  # flag letters
    **{chr(base + n): chr(97 + n) for base in (0x1F150, 0x1F170) for n in range(26)},
    "−": "-",
    "æ": "ae",
    "œ": "oe",
    "¡": " ",
    "¿": " ",
    "\r": "\n",
    "\t": " ",
}
_DROPPED = {"Mn", "Me", "Cf", "Cs", "Cc", "Cn", "Co"}
# Runs of letters that only lose their capitals: all of ASCII but the backtick.
_PLAIN = re.compile(r"[ -_a-~\n]+")
_MOST_ROUNDS = 6
_FRACTION = "\u2044"  # ½ is one sign, and no number to dial
_MOST_LETTERS = 4  # that one sign may stand for: some stand for a whole sentence, and hide nothing


@dataclass(frozen=True, slots=True)
class Reading:
    """`text` is folded; `places[i]` is where character i stands in `original`."""

    original: str
    text: str
    places: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The places in the original of text[start:end], never empty for a non-empty slice."""
        first = self.places[start]
        if end <= start:
            return first, first
        return first, max(self.places[end], self.places[end - 1] + 1)


def normalise(text: str) -> Reading:
    """Fold look-alikes, case, marks and invisible characters away."""
    if not text or _PLAIN.fullmatch(text):
        return Reading(text, text.lower(), range(len(text) + 1))
    return _fold_all(text)


def _fold_all(text: str) -> Reading:
    letters: list[str] = []
    places: list[int] = []
    at = 0
    while at < len(text):
        plain = _PLAIN.match(text, at)
        if plain is not None:
            letters.append(plain.group().lower())
            places.extend(range(at, plain.end()))
            at = plain.end()
        else:
            folded = _fold(text[at])
            letters.append(folded)
            places.extend([at] * len(folded))
            at += 1
    places.append(len(text))
    return Reading(text, "".join(letters), places)


@lru_cache(maxsize=4096)
def _fold(letter: str) -> str:
    """One code point, folded until nothing changes."""
    before, after = "", letter
    for _ in range(_MOST_ROUNDS):
        if after == before:
            break
        before, after = after, "".join(map(_fold_once, after))
    return letter if len(after) > _MOST_LETTERS or _FRACTION in after else after


def _fold_once(letter: str) -> str:
    if letter in _FOLDS:
        return _FOLDS[letter]
    if letter == "\n":
        return letter
    plain = unicodedata.normalize("NFKD", letter).casefold()
    return "".join(map(_fold_part, plain))


def _fold_part(part: str) -> str:
    if part in _FOLDS:
        return _FOLDS[part]
    category = unicodedata.category(part)
    if category == "Nd":  # a digit, in whichever script
        return str(unicodedata.decimal(part))
    if part == "\n" or category not in _DROPPED:
        return _punctuation(part, category)
    return ""


def _punctuation(part: str, category: str) -> str:
    if category == "Pd":
        return "-"
    if category in ("Zs", "Zl", "Zp"):
        return "\n" if category != "Zs" else " "
    return part
