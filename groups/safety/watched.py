"""Words that a network, an organisation or a group watches, found in one pass over a text.

`*` stands for any letters or digits inside one word. The automaton finds the longest piece of
each word; what stands around it is checked forwards only, so nothing is tried twice.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick

from .reading import normalise

ACTIONS: Final = ("ask", "hold", "alert", "fold")
SCOPES: Final = ("network", "organisation", "group")
COLUMNS: Final = ("word", "action", "scope")
FEWEST_LETTERS = 2
FEWEST_LETTERS_BESIDE_STAR = 3
LONGEST = 80
MOST_WORDS = 5000
MOST_ROWS = 5000
_MOST_MATCHES = 64
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_EVERYWHERE = frozenset(
    "the and you for are not but was all can her his they this that with have from out who had "
    "me my we he she it is in of to on be do so if at as an or no us up am go by "
    "que de la el en los las un una por con para se lo le su mi tu es si al del te yo no".split()
)


class RefusedWord(ValueError):
    """Why a word cannot be watched, in one sentence."""


class BadRows(ValueError):
    """A file of words of which none was taken: which rows, and why each."""

    def __init__(self, rows: Sequence[tuple[int, str]]) -> None:
        self.rows = tuple(rows)
        super().__init__("; ".join(f"row {number}: {why}" for number, why in rows))


@dataclass(frozen=True, slots=True)
class WatchedWord:
    """A word as it was entered; `rule` is what a finding of it is called."""

    word: str
    action: str = "ask"
    scope: str = "group"

    @property
    def rule(self) -> str:
        return f"watched:{self.scope}:{self.word}"


class Match(NamedTuple):
    """Where a word stands in a reading's text."""

    rule: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Pieces:
    """A word cut at its stars; `anchor` is the piece the automaton looks for."""

    rule: str
    parts: tuple[str, ...]
    anchor: int


@dataclass(slots=True)
class Watched:
    """Words to watch, as one automaton; making one refuses words that cannot be watched."""

    words: Sequence[WatchedWord]
    _automaton: AhoCorasick = field(init=False)
    _owners: list[list[_Pieces]] = field(init=False)

    def __post_init__(self) -> None:
        if len(self.words) > MOST_WORDS:
            raise RefusedWord(f"More than {MOST_WORDS} words cannot be watched at once.")
        by_anchor: dict[str, list[_Pieces]] = {}
        for watched in self.words:
            pieces = _pieces(watched)
            by_anchor.setdefault(pieces.parts[pieces.anchor], []).append(pieces)
        self._automaton = AhoCorasick(list(by_anchor))
        self._owners = list(by_anchor.values())

    def action_of(self, rule: str) -> str:
        """What a finding of this rule asks for."""
        return next(word.action for word in self.words if word.rule == rule)

    def find(self, text: str) -> list[Match]:
        """Every place of every word in a reading's text, each place of a word once."""
        flat = text.replace("\n", " ")
        matches: list[Match] = []
        reach: dict[str, int] = {}
        for index, start, end in self._automaton.find_matches_as_indexes(flat, overlapping=True):
            for pieces in self._owners[index]:
                if start < reach.get(pieces.rule, 0):
                    continue
                match = _fit(flat, pieces, start, end)
                if match is not None:
                    reach[pieces.rule] = match.end
                    matches.append(match)
            if len(matches) >= _MOST_MATCHES:
                break
        return matches


def check(watched: WatchedWord) -> None:
    """RefusedWord when it cannot be watched."""
    _pieces(watched)


def _pieces(watched: WatchedWord) -> _Pieces:
    if watched.action not in ACTIONS:
        raise RefusedWord(f"The action must be one of {', '.join(ACTIONS)}.")
    if watched.scope not in SCOPES:
        raise RefusedWord(f"The scope must be one of {', '.join(SCOPES)}.")
    if len(watched.word) > LONGEST:
        raise RefusedWord(f"A watched word has at most {LONGEST} characters.")
    parts = tuple(" ".join(part.split(" ")) for part in _folded(watched.word).split("*"))
    _refuse_everything(parts)
    anchor = max(range(len(parts)), key=lambda index: len(parts[index]))
    return _Pieces(watched.rule, parts, anchor)


def _folded(word: str) -> str:
    folded = " ".join(normalise(word).text.split())
    while "**" in folded:
        folded = folded.replace("**", "*")
    return folded


def _refuse_everything(parts: tuple[str, ...]) -> None:
    letters = sum(letter.isalnum() for part in parts for letter in part)
    if letters == 0:
        raise RefusedWord("It has no letters or digits, so it would match everything or nothing.")
    if len(parts) > 1 and max(map(len, parts)) < FEWEST_LETTERS_BESIDE_STAR:
        raise RefusedWord(
            f"Beside * it needs {FEWEST_LETTERS_BESIDE_STAR} letters in a row, "
            "or it would match nearly everything."
        )
    if letters < FEWEST_LETTERS or "".join(parts) in _EVERYWHERE:
        raise RefusedWord("It stands in nearly every message, so it would match everything.")


def _fit(text: str, pieces: _Pieces, start: int, end: int) -> Match | None:
    """The whole word around its anchor, or None: parts before it backwards, after it forwards."""
    first = _before(text, pieces, start)
    last = _after(text, pieces, end) if first is not None else None
    if first is None or last is None:
        return None
    return Match(pieces.rule, first, last)


def _before(text: str, pieces: _Pieces, start: int) -> int | None:
    if pieces.anchor == 0:
        return start if start == 0 or not text[start - 1].isalnum() else None
    floor = start
    while floor > 0 and start - floor < LONGEST and text[floor - 1].isalnum():
        floor -= 1
    for part in reversed(pieces.parts[1 : pieces.anchor]):
        start = text.rfind(part, floor, start)
        if start < 0:
            return None
    opening = pieces.parts[0]
    if not opening:
        return floor
    return _opening(text, opening, floor, start)


def _opening(text: str, opening: str, floor: int, start: int) -> int | None:
    """The first part may hold spaces, so it may begin before the word that holds the star."""
    found = text.find(opening, max(0, floor - len(opening)), start)
    if found < 0 or (found > 0 and text[found - 1].isalnum()):
        return None
    return found


def _after(text: str, pieces: _Pieces, end: int) -> int | None:
    rest = pieces.parts[pieces.anchor + 1 :]
    if not rest:
        return end if end == len(text) or not text[end].isalnum() else None
    ceiling = end
    while ceiling < len(text) and ceiling - end < LONGEST and text[ceiling].isalnum():
        ceiling += 1
    for part in rest[:-1]:
        found = text.find(part, end, ceiling)
        if found < 0:
            return None
        end = found + len(part)
    return _closing(text, rest[-1], end, ceiling)


def _closing(text: str, closing: str, end: int, ceiling: int) -> int | None:
    if not closing:
        return ceiling
    found = text.find(closing, end, ceiling + len(closing))
    last = found + len(closing)
    if found < 0 or (last < len(text) and text[last].isalnum()):
        return None
    return last


def export_csv(words: Iterable[WatchedWord]) -> str:
    """A table of words; no cell can be taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for watched in words:
        writer.writerow((_guarded(watched.word), watched.action, watched.scope))
    return out.getvalue()


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith((*_FORMULA, "'")) else cell


def import_csv(text: str) -> list[WatchedWord]:
    """Every word of a table, or BadRows and none of them."""
    words: list[WatchedWord] = []
    bad: list[tuple[int, str]] = []
    for number, row in _rows(text):
        try:
            words.append(_word_of(row, {word.rule for word in words}))
        except RefusedWord as no:
            bad.append((number, str(no)))
    if bad:
        raise BadRows(bad)
    return words


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    lines = text.removeprefix("\ufeff").replace("\0", "").splitlines()
    try:
        for number, row in enumerate(csv.reader(lines), 1):
            if number > MOST_ROWS:
                raise BadRows([(number, f"There are more than {MOST_ROWS} rows.")])
            if any(cell.strip() for cell in row) and not _is_heading(number, row):
                yield number, [cell.strip() for cell in row]
    except csv.Error as no:
        raise BadRows([(1, f"The table cannot be read: {no}.")]) from no


def _is_heading(number: int, row: list[str]) -> bool:
    return number == 1 and row[0].strip().lower() == COLUMNS[0]


def _word_of(row: list[str], known: set[str]) -> WatchedWord:
    if not 2 <= len(row) <= len(COLUMNS):
        raise RefusedWord(f"It needs the columns {', '.join(COLUMNS)}.")
    word = row[0][1:] if row[0].startswith("'") else row[0]
    watched = WatchedWord(word, row[1].lower(), row[2].lower() if len(row) > 2 else "group")
    check(watched)
    if watched.rule in known:
        raise RefusedWord("It is there twice.")
    return watched
