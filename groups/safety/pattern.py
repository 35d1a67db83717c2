"""The pattern language of the rule files, read into a list of elements.

word        that word                      word*    any word that begins so
a|b         either                         a_b      the words a and b, in this order
@class      a class from words.toml        {num}    a kind of word: num, name, id, any, or a
                                         past tense: past (English), imp, pret (Spanish)
x?          may be missing                 ~3       up to three words of any kind
^ and $     the sentence begins, ends here
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

_FEATURES = frozenset({"num", "name", "id", "any", "past", "imp", "pret"})
_WORD = re.compile(r"[a-z0-9]+\*?")
_WORDS = re.compile(r"[a-z0-9]+\*?(?:\|[a-z0-9]+\*?)*")
_MOST_VARIANTS = 400
_MOST_GAP = 9


class PatternError(ValueError):
    """Why a pattern cannot be read."""


class Element(NamedTuple):
    """One place in a pattern: the words, beginnings (`pre*`) and features that fit there."""

    fits: frozenset[str]
    optional: bool = False


ANY = Element(frozenset({"{any}"}), optional=True)


@dataclass(frozen=True, slots=True)
class Pattern:
    elements: tuple[Element, ...]
    begins: bool
    ends: bool


Choice = tuple[Element, ...]


def read(
    source: str,
    classes: Mapping[str, tuple[str, ...]],
    known: dict[str, list[Choice]] | None = None,
) -> list[Pattern]:
    """Every variant of a pattern; PatternError says what is wrong with it.

    `known` keeps parts that have been read: many patterns share their classes.
    """
    known = {} if known is None else known
    parts = source.split()
    begins, ends = parts[:1] == ["^"], parts[-1:] == ["$"]
    inner = parts[begins : len(parts) - ends]
    for part in inner:
        if part not in known:
            known[part] = _choices(part, classes)
    choices = [known[part] for part in inner]
    variants = [Pattern(_flat(chosen), begins, ends) for chosen in _products(choices)]
    for variant in variants:
        _check(variant)
    return variants


def _products(choices: list[list[Choice]]) -> Iterator[tuple[Choice, ...]]:
    total = 1
    for choice in choices:
        total *= len(choice)
    if total > _MOST_VARIANTS:
        raise PatternError(f"stands for {total} variants, at most {_MOST_VARIANTS} are allowed")
    return product(*choices)


def _flat(chosen: tuple[Choice, ...]) -> tuple[Element, ...]:
    return tuple(element for choice in chosen for element in choice)


def _check(pattern: Pattern) -> None:
    if not pattern.elements:
        raise PatternError("is empty")
    if pattern.elements[0].optional or pattern.elements[-1].optional:
        raise PatternError("begins or ends with something that may be missing")
    if all("{any}" in element.fits for element in pattern.elements):
        raise PatternError("fits everything")


def _choices(part: str, classes: Mapping[str, tuple[str, ...]]) -> list[Choice]:
    if part.startswith("~"):
        return [_gap(part)]
    optional = part.endswith("?")
    if _WORDS.fullmatch(part.removesuffix("?")):  # most parts: no phrase, no class
        return [(Element(frozenset(part.removesuffix("?").split("|")), optional),)]
    phrases = [
        phrase
        for alternative in part.removesuffix("?").split("|")
        for phrase in _phrases(alternative, classes)
    ]
    return _by_length(phrases, optional)


def _gap(part: str) -> Choice:
    if not part[1:].isdigit() or not 1 <= int(part[1:]) <= _MOST_GAP:
        raise PatternError(f"has a gap {part!r} that is not ~1 to ~{_MOST_GAP}")
    return (ANY,) * int(part[1:])


def _phrases(alternative: str, classes: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    if alternative.startswith("@"):
        if alternative[1:] not in classes:
            raise PatternError(f"names a class {alternative!r} that does not exist")
        for member in classes[alternative[1:]]:
            yield from _phrases(member, classes)
    else:
        yield tuple(_checked(word) for word in alternative.split("_"))


def _checked(word: str) -> str:
    if _WORD.fullmatch(word) or (word[:1] == "{" and word[1:-1] in _FEATURES):
        return word
    raise PatternError(f"has a word {word!r} that cannot be read")


def _by_length(phrases: list[tuple[str, ...]], optional: bool) -> list[Choice]:
    """All single words share one element; each longer phrase is a variant of its own."""
    single = frozenset(phrase[0] for phrase in phrases if len(phrase) == 1)
    several = dict.fromkeys(phrase for phrase in phrases if len(phrase) > 1)
    choices: list[Choice] = [
        tuple(Element(frozenset({word})) for word in phrase) for phrase in several
    ]
    if single:
        choices.append((Element(single, optional),))
    elif optional:
        choices.append(())
    return choices
