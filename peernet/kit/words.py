"""What a person typed, made fit to keep: no control characters, one form of Unicode."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

# Marks that reorder or hide text, and letters that draw nothing (115F, 1160, 3164, FFA0: fillers
# of Hangul). Joiners (200C, 200D) and variation selectors stay: scripts and emoji need them.
_UNSEEN = dict.fromkeys(
    [*range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0x2066, 0x206A), 0x200B, 0xFEFF, 0x061C,
     0x200E, 0x200F, 0x00AD, 0x034F, 0x180E, 0x17B4, 0x17B5, 0x115F, 0x1160, 0x3164, 0xFFA0]
)  # fmt: skip
_BLANK = "\u2800"  # of Braille: a sign without a dot
_CONTROL = dict.fromkeys(
    code for code in [*range(0x20), *range(0x7F, 0xA0)] if code not in (0x09, 0x0A)
)
_DROPPED = {**_CONTROL, **_UNSEEN}
_MOST_MARKS = 4  # combining marks kept on one letter; more only paint over the neighbours
_ENDS = ("\r\n", "\r")
_SURROGATE = re.compile("[\ud800-\udfff]")
# Hangul vowels and finals, and a script's vowel signs that count as letters.
_LATER_PARTS = frozenset(map(chr, [*range(0x1160, 0x1200), 0x16D67, 0x16D68]))


def tidy(words: str) -> str:
    """NFC, without control and bidirectional characters; newline and tab stay.

    Lone surrogates (a broken client can send them) become the replacement character.
    """
    return _few_marks(_one_form(words))


def length(words: str) -> int:
    """The characters that count against a limit: all but those that `tidy` drops for what they are,
    so marks that are too many for one letter count too."""
    return len(_one_form(words).strip())


def is_seen(words: str) -> bool:
    """Does anything of it show? Spaces, joiners, selectors and marks alone do not."""
    return any(c != _BLANK and unicodedata.category(c)[0] not in "ZCM" for c in words)


def _one_form(words: str) -> str:
    words = words.replace("\r\n", "\n").replace("\r", "\n").translate(_DROPPED)
    words = words.encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFC", words)


def _few_marks(words: str) -> str:
    return words if words.isascii() else "".join(words[n] for n in _kept(words))


def _kept(words: str) -> Iterator[int]:
    """Places of what stays when no letter has more than a few marks."""
    marks = 0
    for place, letter in enumerate(words):
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks <= _MOST_MARKS:
            yield place


def places(words: str) -> list[tuple[int, int]]:
    """Where each character of `tidy(words).strip()` stands in `words`: first place, place behind.

    A browser marks what she typed; what the second look found stands in what was made of it.
    """
    made, found = "", []
    for cluster in _clusters(words):
        first, behind = cluster[0][1], cluster[-1][2]
        typed = "".join(letter for letter, _, _ in cluster)
        one_form = unicodedata.normalize("NFC", typed)
        made += one_form
        if one_form == typed:
            found += [(start, end) for _, start, end in cluster]
        else:  # letters and marks became others: each stands for the whole
            found += [(first, behind)] * len(one_form)
    kept = list(_kept(made))
    left = "".join(made[n] for n in kept)
    begin = len(left) - len(left.lstrip())
    return [found[n] for n in kept][begin : begin + len(left.strip())]


def _clusters(words: str) -> Iterator[list[tuple[str, int, int]]]:
    """Characters that stay, each with its place, together with those that may melt into them."""
    cluster: list[tuple[str, int, int]] = []
    for found in re.finditer("\r\n|.", words, re.DOTALL):
        letter = tidy(found[0]) if found[0] in _ENDS or _SURROGATE.match(found[0]) else found[0]
        letter = letter.translate(_DROPPED)
        if not letter:
            continue
        if cluster and not _melts(letter):
            yield cluster
            cluster = []
        cluster.append((letter, *found.span()))
    if cluster:
        yield cluster


def _melts(letter: str) -> bool:
    """May it become one with the letter before it? Marks, and the later parts of syllables."""
    return unicodedata.category(letter).startswith("M") or letter in _LATER_PARTS


def pieces(text: str, places: Iterable[tuple[int, int]]) -> list[tuple[str, bool]]:
    """The whole text in pieces, each with whether something was seen in it; places may overlap."""
    found, at = [], 0
    for start, end in sorted(places):
        start = max(start, at)
        if end > start:
            found += [(text[at:start], False), (text[start:end], True)]
            at = end
    return [piece for piece in [*found, (text[at:], False)] if piece[0]]


def one_line(words: str) -> str:
    """The same for names and notes: inner white space becomes single spaces."""
    return " ".join(tidy(words).split())


def as_heard(words: str) -> str:
    """Words as somebody hears and types them again: case, accents, signs and spacing do not count.

    Empty where nothing of them can be heard.
    """
    bare = unicodedata.normalize("NFKD", words.casefold())
    letters = (c if c.isalnum() else " " for c in bare if not unicodedata.combining(c))
    return " ".join("".join(letters).split())
