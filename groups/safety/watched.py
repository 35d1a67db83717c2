"""Words that a network, an organisation or a group watches, found in one pass over a text.

`*` stands for any letters or digits inside one word. The automaton finds the longest piece of
each word; what stands around it is checked forwards only, so nothing is tried twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick

from .advice import gettext_noop
from .reading import normalise

ACTIONS: Final = ("ask", "hold", "alert", "fold")
SCOPES: Final = ("network", "organisation", "group")
FEWEST_LETTERS = 2
FEWEST_LETTERS_BESIDE_STAR = 3
LONGEST = 80
MOST_WORDS = 5000
NOTE_LONGEST = 120
_MOST_PLACES = 3  # of one word: what stands further back is another word's turn
_MOST_TRIED = 8000  # more than any text holds that is not made to be slow
_EVERYWHERE = frozenset(
    "the and you for are not but was all can her his they this that with have from out who had "
    "me my we he she it is in of to on be do so if at as an or no us up am go by "
    "que de la el en los las un una por con para se lo le su mi tu es si al del te yo no".split()
)


class RefusedWord(ValueError):
    """Why a word cannot be watched: one sentence, and what stands in it, for whoever translates."""

    def __init__(self, sentence: str, **values: object) -> None:
        self.sentence, self.values = sentence, values
        super().__init__(sentence % values if values else sentence)


class BadRows(ValueError):
    """A file of words of which none was taken: which rows, and why each."""

    def __init__(self, rows: Sequence[tuple[int, RefusedWord]]) -> None:
        self.rows = tuple(rows)
        super().__init__("; ".join(f"row {number}: {why}" for number, why in rows))


@dataclass(frozen=True, slots=True)
class WatchedWord:
    """A word as it was entered; `rule` is what a finding of it is called.

    With an `id` the rule names that instead of the word: a finding may stand where the word may
    not, and it keeps what followed when it was found. `note` is what a fold says.
    """

    word: str
    action: str = "ask"
    scope: str = "group"
    note: str = ""
    id: str = ""

    @property
    def rule(self) -> str:
        if self.id:
            return f"watched:{self.action}:{self.id}"
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
            raise RefusedWord(
                gettext_noop("More than %(most)s words cannot be watched at once."),
                most=MOST_WORDS,
            )
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
        flat, places = _single_spaced(text)
        matches: list[Match] = []
        reach: dict[str, list[int]] = {}
        hits = self._automaton.find_matches_as_indexes(flat, overlapping=True)
        for index, start, end in hits[:_MOST_TRIED]:
            for pieces in self._owners[index]:
                ends = reach.setdefault(pieces.rule, [])
                if len(ends) == _MOST_PLACES or (ends and start < ends[-1]):
                    continue
                match = _fit(flat, pieces, start, end)
                if match is not None:
                    ends.append(match.end)
                    matches.append(match)
        return [Match(m.rule, places[m.start], places[m.end - 1] + 1) for m in matches]


@dataclass(frozen=True, slots=True)
class Together:
    """The words of several keepers, each with an automaton of its own that others share."""

    parts: Sequence[Watched]

    def find(self, text: str) -> list[Match]:
        return [match for part in self.parts for match in part.find(text)]


def _single_spaced(text: str) -> tuple[str, Sequence[int]]:
    """Two words with much between them are as near as with one space; and each letter's place."""
    flat = text.replace("\n", " ")
    if "  " not in flat:
        return flat, range(len(flat))
    kept = [n for n, letter in enumerate(flat) if letter != " " or flat[n - 1 : n] != " "]
    return "".join(flat[n] for n in kept), kept


def check(watched: WatchedWord) -> None:
    """RefusedWord when it cannot be watched."""
    _pieces(watched)
    if watched.note and watched.action != "fold":
        raise RefusedWord(gettext_noop("Only a word that folds a message has a note."))
    if len(watched.note) > NOTE_LONGEST:
        raise RefusedWord(
            gettext_noop("A note has at most %(most)s characters."), most=NOTE_LONGEST
        )


def look_of(word: str) -> str:
    """The same for words that are found in the same places."""
    return _folded(word)


def action_in(rule: str) -> str:
    """What followed, out of the rule of a finding whose word has an id."""
    return rule.split(":")[1]


def id_in(rule: str) -> str:
    return rule.rpartition(":")[2]


def _pieces(watched: WatchedWord) -> _Pieces:
    if watched.action not in ACTIONS:
        raise RefusedWord(
            gettext_noop("The action must be one of %(actions)s."), actions=", ".join(ACTIONS)
        )
    if watched.scope not in SCOPES:
        raise RefusedWord(
            gettext_noop("The scope must be one of %(scopes)s."), scopes=", ".join(SCOPES)
        )
    if len(watched.word) > LONGEST:
        raise RefusedWord(
            gettext_noop("A watched word has at most %(most)s characters."), most=LONGEST
        )
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
        raise RefusedWord(
            gettext_noop("It has no letters or digits, so it would match everything or nothing.")
        )
    if len(parts) > 1 and max(map(len, parts)) < FEWEST_LETTERS_BESIDE_STAR:
        raise RefusedWord(
            gettext_noop(
                "Beside * it needs %(fewest)s letters in a row, or it would match nearly everything."
            ),
            fewest=FEWEST_LETTERS_BESIDE_STAR,
        )
    if letters < FEWEST_LETTERS or "".join(parts) in _EVERYWHERE:
        raise RefusedWord(
            gettext_noop("It stands in nearly every message, so it would match everything.")
        )


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
