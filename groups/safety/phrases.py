"""Finds the phrases of all rules in the words of a text, in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .automaton import MOST_HITS_EACH, Automaton
from .pattern import Pattern
from .spelling import Spelling
from .words import Words

_ID_LENGTH = 6
_ANY, _NUM, _NAME, _ID = "{any}", "{num}", "{name}", "{id}"
_FEATURES = frozenset({_ANY, _NUM, _NAME, _ID})

Masks = tuple[int, ...]  # one for each automaton


class Hit(NamedTuple):
    """A phrase of `owner` stands at words first to last, both included."""

    owner: int
    first: int
    last: int


class Phrases:
    """Patterns with their owners in, hits out.

    Patterns that begin with any number or name have an automaton of their own: such words are
    everywhere in some texts, and they would keep the large one awake.
    """

    def __init__(
        self, patterns: Sequence[tuple[int, Pattern]], denials: Iterable[str] = ()
    ) -> None:
        wakeful = [pair for pair in patterns if pair[1].elements[0].fits & _FEATURES]
        others = [pair for pair in patterns if not pair[1].elements[0].fits & _FEATURES]
        self._owners = [[owner for owner, _ in part] for part in (others, wakeful)]
        self._automata = [Automaton([one for _, one in part]) for part in (others, wakeful)]
        self._denials = frozenset(denials)
        named = {word for automaton in self._automata for word in automaton.masks}
        self._beginnings = {word[:-1]: self._all(word) for word in named if word.endswith("*")}
        self._lengths = sorted({len(beginning) for beginning in self._beginnings})
        plain = {word for word in named if not word.endswith("*")} - _FEATURES
        self._words = {word: _both(self._all(word), self._begun(word)) for word in plain}
        self._feature = {feature: self._all(feature) for feature in _FEATURES}
        self._spelling = Spelling(self._words)

    def _all(self, word: str) -> Masks:
        return tuple(automaton.masks.get(word, 0) for automaton in self._automata)

    def _begun(self, word: str) -> Masks:
        masks = self._none
        for length in self._lengths:
            begun = self._beginnings.get(word[:length])
            if begun is not None:
                masks = _both(masks, begun)
        return masks

    @property
    def _none(self) -> Masks:
        return (0,) * len(self._automata)

    def _rows(self, words: Words) -> list[Masks]:
        """What every word fits; a word that comes again is not looked at again."""
        known: dict[tuple[str, bool], Masks] = {}
        rows: list[Masks] = []
        for index, form in enumerate(words.forms):
            key = (form, words.is_capitalised(index))
            if key not in known:
                known[key] = self._masks(*key)
            rows.append(known[key])
        return rows

    def _masks(self, form: str, is_capitalised: bool) -> Masks:
        masks = self._words.get(form) or self._unknown(form)
        if form[0].isdigit():
            masks = _both(masks, self._feature[_NUM])
        if is_capitalised:
            masks = _both(masks, self._feature[_NAME])
        return masks if form in self._denials else _both(masks, self._feature[_ANY])

    def _unknown(self, form: str) -> Masks:
        masks = self._begun(form)
        if len(form) >= _ID_LENGTH and not form.isalpha() and not form.isdigit():
            masks = _both(masks, self._feature[_ID])
        meant = self._spelling.meant(form)
        return _both(masks, self._words[meant]) if meant is not None else masks

    def find(self, words: Words) -> list[Hit]:
        """Every hit, at most a few of each owner."""
        rows = self._rows(words)
        counts: dict[int, int] = {}
        hits: list[Hit] = []
        for part, automaton in enumerate(self._automata):
            masks = [row[part] for row in rows]
            for number, last in automaton.ends(masks, words.sentences):
                owner = self._owners[part][number]
                counts[owner] = counts.get(owner, 0) + 1
                if counts[owner] <= MOST_HITS_EACH:
                    hits.append(Hit(owner, automaton.first(number, masks, last), last))
        return hits


def _both(one: Masks, other: Masks) -> Masks:
    return tuple(a | b for a, b in zip(one, other, strict=True))
