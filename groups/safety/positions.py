"""Where in a text each word stands, as the bits of one number: a pattern is followed through all
of the text at once.

Bit i is word i. From one element of a pattern to the next is a shift, "and" the words that fit there
(Shift-And, turned round: the text is the number, not the patterns). So a pattern takes one step for
each of its elements, however often the text says its words: there is nothing to go back to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import or_

from .pattern import Pattern

Row = frozenset[str]  # what a word of a text fits


class Positions:
    """One text: what each of its words fits, and where its sentences begin."""

    def __init__(self, rows: Sequence[Row], sentences: Sequence[int]) -> None:
        self._places = _places(rows)
        self.words = frozenset(self._places)
        self._masks: dict[Row, int] = {}
        count = len(rows)
        starts = [n for n in range(count) if n == 0 or sentences[n - 1] != sentences[n]]
        self._first = sum(1 << n for n in starts)
        # A shift onto a sentence's first word, or past the last one, leads nowhere.
        self._inner = (1 << count) - 1 & ~self._first
        self._last = (self._first >> 1) | (1 << count >> 1)

    def mask(self, fits: Row) -> int:
        """The words that fit a place of a pattern."""
        mask = self._masks.get(fits)
        if mask is None:
            mask = reduce(or_, [self._places[word] for word in fits & self.words], 0)
            self._masks[fits] = mask
        return mask

    def ends(self, pattern: Pattern) -> Iterator[int]:
        """The words that the pattern ends with, in order."""
        inner, masks, elements = self._inner, self._masks, pattern.elements
        first = elements[0].fits
        state = masks[first] if first in masks else self.mask(first)
        if pattern.begins:
            state &= self._first
        for fits, is_optional in elements[1:]:
            if not state:
                return
            fitting = masks.get(fits)
            if fitting is None:
                fitting = self.mask(fits)
            step = state << 1 & inner & fitting
            state = state | step if is_optional else step
        yield from _numbers(state & self._last if pattern.ends else state)

    def first(self, pattern: Pattern, last: int) -> int:
        """Walk a pattern backwards from its last word: the nearest word it can begin at."""
        masks = [self.mask(element.fits) for element in pattern.elements]
        reach = {len(masks) - 1}
        for index in range(last, -1, -1):
            fitting = {at for at in reach if masks[at] >> index & 1}
            if 0 in fitting:
                return index
            reach = set(_earlier(fitting, pattern))
        return last


def _places(rows: Sequence[Row]) -> dict[str, int]:
    """Of everything that a word fits, the words that do."""
    same: dict[Row, int] = {}
    for index, row in enumerate(rows):
        same[row] = same.get(row, 0) | 1 << index
    places: dict[str, int] = {}
    for row, mask in same.items():
        for name in row:
            places[name] = places.get(name, 0) | mask
    return places


def _numbers(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _earlier(fitting: Iterable[int], pattern: Pattern) -> Iterator[int]:
    """Where the word before may fit: one element back, and over those that may be missing."""
    for at in fitting:
        back = at - 1
        while back >= 0:
            yield back
            if not pattern.elements[back].optional:
                break
            back -= 1
