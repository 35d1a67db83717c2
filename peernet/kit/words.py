"""What a person typed, made fit to keep: no control characters, one form of Unicode."""

from __future__ import annotations

import unicodedata

# Marks that reorder or hide text. Joiners (200C, 200D) stay: scripts and emoji need them.
_UNSEEN = dict.fromkeys(
    [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200B, 0x2060, 0xFEFF, 0x061C, 0x200E, 0x200F]
)
_CONTROL = dict.fromkeys(
    code for code in [*range(0x20), *range(0x7F, 0xA0)] if code not in (0x09, 0x0A)
)
_DROPPED = {**_CONTROL, **_UNSEEN}
_MOST_MARKS = 4  # combining marks kept on one letter; more only paint over the neighbours


def tidy(words: str) -> str:
    """NFC, without control and bidirectional characters; newline and tab stay.

    Lone surrogates (a broken client can send them) become the replacement character.
    """
    words = words.replace("\r\n", "\n").replace("\r", "\n").translate(_DROPPED)
    words = words.encode("utf-8", "replace").decode("utf-8")
    return _few_marks(unicodedata.normalize("NFC", words))


def _few_marks(words: str) -> str:
    if words.isascii():
        return words
    kept: list[str] = []
    marks = 0
    for letter in words:
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks <= _MOST_MARKS:
            kept.append(letter)
    return "".join(kept)


def one_line(words: str) -> str:
    """The same for names and notes: inner white space becomes single spaces."""
    return " ".join(tidy(words).split())
