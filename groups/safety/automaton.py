"""Many patterns as one number: a word moves all of them one step at once.

Each element of each pattern is one bit (the extended Shift-And of Navarro and Raffinot; elements
that may be missing, and gaps, are one addition on the number). No pattern can make the pass
longer, whatever the text: there is nothing to go back to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from .pattern import Pattern

MOST_HITS_EACH = 8


class Automaton:
    """The patterns and, for each word of a text that they name, the elements it fits."""

    def __init__(self, patterns: Sequence[Pattern], there: frozenset[str]) -> None:
        self._patterns = patterns
        self._there = there
        self._masks: dict[str, int] = {}
        self._bottoms: list[int] = []
        self._ends_at: dict[int, int] = {}
        size = sum(len(pattern.elements) + pattern.begins for pattern in patterns)
        self._bytes = size // 8 + 1
        self._fits = self._lay()
        self._settle()

    def mask(self, names: Iterable[str]) -> int:
        """The bits of the elements that something of these fits."""
        mask = 0
        for name in names:
            places = self._fits.get(name)
            if places is not None:
                if name not in self._masks:
                    self._masks[name] = self._number(places)
                mask |= self._masks[name]
        return mask

    def _lay(self) -> dict[str, list[int]]:
        """Where each pattern begins and ends, and which elements each word fits."""
        places: dict[str, list[int]] = {}
        there: dict[frozenset[str], frozenset[str]] = {}
        position = 0
        for number, pattern in enumerate(self._patterns):
            # What ends steps onto the next pattern's beginning. Most may begin anywhere, so that
            # is nothing new; one that may not has an empty bit before it.
            position += pattern.begins
            self._bottoms.append(position)
            for element in pattern.elements:
                if element.fits not in there:
                    there[element.fits] = element.fits & self._there
                for word in there[element.fits]:
                    places.setdefault(word, []).append(position)
                position += 1
            self._ends_at[position - 1] = number
        return places

    def _number(self, positions: Iterable[int]) -> int:
        bits = bytearray(self._bytes)
        for position in positions:
            bits[position >> 3] |= 1 << (position & 7)
        return int.from_bytes(bits, "little")

    def _settle(self) -> None:
        """The special bits: where a pattern may begin or end, and what may be missing."""
        numbered = list(zip(self._bottoms, self._patterns, strict=True))
        self._all = self._number(bottom for bottom, _ in numbered)
        self._free = self._number(bottom for bottom, one in numbered if not one.begins)
        self._final = self._number(
            bottom + len(one.elements) - 1 for bottom, one in numbered if not one.ends
        )
        self._final_at_end = self._number(self._ends_at) & ~self._final
        self._optional = self._number(
            bottom + at
            for bottom, one in numbered
            for at, element in enumerate(one.elements)
            if element.optional
        )
        # Of each run of elements that may be missing: the bit before it, and its last one.
        self._before = (self._optional >> 1) & ~self._optional
        self._block_end = self._optional & ~(self._optional >> 1)

    def ends(self, masks: Sequence[int], sentences: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Pattern and last word of everything that fits, in order of the last word."""
        optional, before, block_end = self._optional, self._before, self._block_end
        final = self._final
        state, sentence = 0, -1
        counts: dict[int, int] = {}
        for index, mask in enumerate(masks):
            begin = self._free
            if sentences[index] != sentence:
                yield from self._numbers(state & self._final_at_end, index - 1)
                sentence, state, begin = sentences[index], 0, self._all
            state = ((state << 1) | begin) & mask if state else begin & mask
            if state:
                full = state | block_end
                # optional & ~(…), without the negative numbers that ~ makes: they are slow.
                state |= optional ^ (optional & ((full - before) ^ full))
                if reached := state & final:
                    yield from self._numbers(reached, index)
                    final &= ~self._worn(reached, counts)
        yield from self._numbers(state & self._final_at_end, len(masks) - 1)

    def _numbers(self, finals: int, last: int) -> Iterator[tuple[int, int]]:
        while finals:
            lowest = finals & -finals
            yield self._ends_at[lowest.bit_length() - 1], last
            finals ^= lowest

    @staticmethod
    def _worn(reached: int, counts: dict[int, int]) -> int:
        """Ends that have come often enough: a text that says one thing a thousand times."""
        counts[reached] = counts.get(reached, 0) + 1
        return reached if counts[reached] >= MOST_HITS_EACH else 0

    def first(self, number: int, masks: Sequence[int], last: int) -> int:
        """Walk one pattern backwards from its last word: the nearest word it can begin at."""
        pattern, bottom = self._patterns[number], self._bottoms[number]
        reach = {len(pattern.elements) - 1}
        for index in range(last, -1, -1):
            fitting = {at for at in reach if masks[index] >> (bottom + at) & 1}
            if 0 in fitting:
                return index
            reach = set(_earlier(fitting, pattern))
        return last


def _earlier(fitting: Iterable[int], pattern: Pattern) -> Iterator[int]:
    """Where the word before may fit: one element back, and over those that may be missing."""
    for at in fitting:
        back = at - 1
        while back >= 0:
            yield back
            if not pattern.elements[back].optional:
                break
            back -= 1
