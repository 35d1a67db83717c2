"""Patterns followed by bits find what walking the words one by one finds."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groups.safety.pattern import Pattern, PatternError, read
from groups.safety.positions import Positions

WORDS = ("far", "away", "home")
ROWS = {word: frozenset({word, "{any}"}) for word in WORDS} | {"not": frozenset({"not"})}


def positions(*sentences: str) -> Positions:
    said = [(word, n) for n, sentence in enumerate(sentences) for word in sentence.split()]
    return Positions([ROWS[word] for word, _ in said], [n for _, n in said])


def ends(source: str, there: Positions) -> list[int]:
    (pattern,) = read(source, {})
    return list(there.ends(pattern))


@pytest.mark.parametrize(
    ("source", "sentences", "found"),
    [
        ("far away", ("far away far away",), [1, 3]),
        ("far away", ("far", "away"), []),
        ("far ~1 home", ("far away home", "far home"), [2, 4]),
        ("far ~2 home", ("far not home",), []),
        ("far away? home", ("far home far away home far not home",), [1, 4]),
        ("^ away", ("away far away", "far away"), [0]),
        ("away $", ("away far away", "away"), [2, 3]),
        ("^ far $", ("far", "far far", "home"), [0]),
        ("far", ("not",), []),
    ],
)
def test_a_pattern_stands_within_one_sentence(
    source: str, sentences: tuple[str, ...], found: list[int]
) -> None:
    assert ends(source, positions(*sentences)) == found


def test_nothing_stands_in_nothing() -> None:
    assert ends("far", Positions([], [])) == []
    assert Positions([], []).words == frozenset()


def test_it_begins_at_the_nearest_word_it_can() -> None:
    (pattern,) = read("far ~3 home", {})
    assert positions("far far away home").first(pattern, 3) == 1


SENTENCES = st.lists(
    st.lists(st.sampled_from(list(ROWS)), min_size=1, max_size=7), min_size=1, max_size=3
)
PARTS = st.sampled_from([*WORDS, "far|home", "away?", "~1", "~2", "not", "{any}"])
SOURCES = st.tuples(st.booleans(), st.lists(PARTS, min_size=1, max_size=5), st.booleans())


@given(SENTENCES, SOURCES)
def test_bits_find_what_walking_finds(
    said: list[list[str]], source: tuple[bool, list[str], bool]
) -> None:
    begins, parts, ends_it = source
    try:
        (pattern,) = read(" ".join(["^"] * begins + parts + ["$"] * ends_it), {})
    except PatternError:
        return
    there = positions(*(" ".join(words) for words in said))
    assert list(there.ends(pattern)) == walked(said, pattern)
    for last in there.ends(pattern):
        assert 0 <= there.first(pattern, last) <= last


def walked(said: list[list[str]], pattern: Pattern) -> list[int]:
    """The last words of the pattern, by trying everything."""
    found: set[int] = set()
    base = 0
    for words in said:
        rows = [ROWS[word] for word in words]
        for begin in range(1 if pattern.begins else len(words)):
            for end in _ends_from(rows, pattern, begin):
                if not pattern.ends or end == len(words):
                    found.add(base + end - 1)
        base += len(words)
    return sorted(found)


def _ends_from(rows: list[frozenset[str]], pattern: Pattern, begin: int) -> set[int]:
    @cache
    def after(element: int, index: int) -> frozenset[int]:
        if element == len(pattern.elements):
            return frozenset({index})
        fits, is_optional = pattern.elements[element]
        found = after(element + 1, index) if is_optional else frozenset()
        if index < len(rows) and not fits.isdisjoint(rows[index]):
            found |= after(element + 1, index + 1)
        return found

    return set(after(0, begin))
