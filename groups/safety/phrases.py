"""Finds the phrases of all rules in the words of a text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from .pattern import Pattern
from .positions import Positions, Row
from .vocabulary import FEATURES

MOST_HITS_EACH = 8
_COMMONEST = 1_000_000  # a feature: any number, name, tense leads to nothing


class Hit(NamedTuple):
    """A phrase of `owner` stands at words first to last, both included."""

    owner: int
    first: int
    last: int


class Phrases:
    """Patterns with their owners in, hits out.

    Of thousands of patterns only those are followed of which the rarest words stand in the text:
    these words lead to them.
    """

    def __init__(self, patterns: Sequence[tuple[int, Pattern]]) -> None:
        self._owners = [owner for owner, _ in patterns]
        self._patterns = [pattern for _, pattern in patterns]
        self._led_to: dict[str, list[int]] = {}
        self._others: list[list[Row]] = []  # what else each needs, the rarest first
        self._lead()

    def _lead(self) -> None:
        """From each word to the patterns of which it is the rarest that they need."""
        all_needed = [_needed(pattern) for pattern in self._patterns]
        common = Counter(word for needed in all_needed for fits in needed for word in fits)
        rarity: dict[Row, int] = {}
        for number, needed in enumerate(all_needed):
            for fits in needed:
                if fits not in rarity:
                    rarity[fits] = sum(common[word] for word in fits)
                    rarity[fits] += _COMMONEST * (not fits.isdisjoint(FEATURES))
            rarest, *others = sorted(needed, key=rarity.__getitem__)
            for word in rarest:
                self._led_to.setdefault(word, []).append(number)
            self._others.append(others)

    def find(self, there: Positions, owners: Collection[int] | None = None) -> list[Hit]:
        """Every hit in a text (of these owners alone), at most a few of each owner."""
        counts: dict[int, int] = {}
        hits: list[Hit] = []
        for last, number in sorted(self._ends(there, owners)):
            owner = self._owners[number]
            counts[owner] = counts.get(owner, 0) + 1
            if counts[owner] <= MOST_HITS_EACH:
                hits.append(Hit(owner, there.first(self._patterns[number], last), last))
        return hits

    def _ends(self, there: Positions, owners: Collection[int] | None) -> Iterator[tuple[int, int]]:
        """The last word and the number of every pattern that stands there."""
        led_to, words = self._led_to, there.words
        stands: dict[Row, bool] = {}
        for number in set().union(*[led_to[word] for word in words if word in led_to]):
            if owners is not None and self._owners[number] not in owners:
                continue
            for fits in self._others[number]:
                is_there = stands.get(fits)
                if is_there is None:
                    is_there = stands[fits] = not fits.isdisjoint(words)
                if not is_there:
                    break
            else:
                for last in islice(there.ends(self._patterns[number]), MOST_HITS_EACH):
                    yield last, number


def _needed(pattern: Pattern) -> list[Row]:
    return [element.fits for element in pattern.elements if not element.optional]
