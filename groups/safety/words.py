"""Cutting a reading into words: expanded, undisguised, each with its place and its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .reading import Reading

_TOKEN = re.compile(r"[^\W_]+(?:['!$@_][^\W_]+)*+|(?<!\.)\.(?=\s|$)|[!?;\n]|\"")
_LONGEST_INITIALS = 3  # DS, CNA, PTSD: of a form or an office
_CAMEL = re.compile(r"[a-z][A-Z][a-z]")
_POSSESSIVE = re.compile(r"'(?:s|es)?$")
_BREAKS = frozenset("!?;\n.")
# A dot after these ends no sentence; after the others only none before a number ("no. is C0300").
_ABBREVIATIONS = frozenset(
    "av avda jr st col apt apto dept depto dpto psje pje cra cll mz lt blvd ave rd ln int nro dr dra "
    "mr mrs ms sr sra srta prof lic sto sta mt ft".split()
)
_NUMBERED = frozenset("no num n tel cel".split())
_TO_NUMBER = re.compile(r"\.? ?(?:is |es |: ?)?[#+(]?[a-z]{0,3}\d")
_SPACED_LETTERS = 4  # so many single letters in a row are one word taken apart
_PARTS_OF_WORDS = frozenset("aeiouy")

Raw = tuple[str, int, int]


@dataclass(slots=True)
class Words:
    """The words of a text in step: forms[i] stands at starts[i]:ends[i] of the reading."""

    reading: Reading
    forms: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)
    quoted: list[bool] = field(default_factory=list)

    def add(self, form: str, start: int, end: int, sentence: int, quoted: bool) -> None:
        self.forms.append(form)
        self.starts.append(start)
        self.ends.append(end)
        self.sentences.append(sentence)
        self.quoted.append(quoted)

    def join(self, forms: tuple[str, ...], end: int) -> None:
        """The last written word and the one that ends here are read together as `forms`."""
        start, sentence, quoted = self.starts[-1], self.sentences[-1], self.quoted[-1]
        while self.starts and self.starts[-1] == start:
            for column in (self.forms, self.starts, self.ends, self.sentences, self.quoted):
                column.pop()
        for form in forms:
            self.add(form, start, end, sentence, quoted)

    def is_capitalised(self, index: int) -> bool:
        """Written with a capital where no sentence begins."""
        if index == 0 or self.sentences[index - 1] != self.sentences[index]:
            return False
        places, original = self.reading.places, self.reading.original
        first, last = places[self.starts[index]], places[self.ends[index] - 1]
        if not original[first].isupper():
            return False
        return last - first >= _LONGEST_INITIALS or not original[last].isupper()

    def is_camel(self, index: int) -> bool:
        """Written with a capital inside, as names of accounts are: SaltyPancake."""
        places = self.reading.places
        first, last = places[self.starts[index]], places[self.ends[index] - 1]
        return bool(_CAMEL.search(self.reading.original, first, last + 1))

    def is_accented(self, index: int) -> bool:
        """Ends in ó: somebody did it ("me quemó"), not "I do"."""
        places = self.reading.places
        if isinstance(places, range):
            return False
        return self.reading.original[places[self.ends[index] - 1]] in "óÓ"

    def gap(self, index: int) -> str:
        """What stands between word index and the next one."""
        return self.reading.text[self.ends[index] : self.starts[index + 1]]


def cut(
    reading: Reading,
    expansions: Mapping[str, tuple[str, ...]],
    joins: Mapping[tuple[str, str], tuple[str, ...]],
) -> Words:
    """Words in order; `expansions` turns "im" into "i am", and a filler into nothing."""
    words = Words(reading)
    add = words.add
    sentence, quoted = 0, False
    closing = reading.text.count('"')
    previous = ""
    for form, start, end in _joined(reading.text):
        if form == "." and _is_abbreviated(previous, reading.text, start):
            continue
        joined = joins.get((previous, form))
        previous = form
        if form == '"':
            closing -= 1
            quoted = not quoted and closing > 0
        elif form in _BREAKS:
            sentence += 1
        elif joined is not None:
            words.join(joined, end)
        else:
            for part in _parts(form, expansions):
                add(part, start, end, sentence, quoted)
    return words


def _is_abbreviated(before: str, text: str, dot: int) -> bool:
    if before in _ABBREVIATIONS:
        return True
    return before in _NUMBERED and bool(_TO_NUMBER.match(text, dot))


def _parts(form: str, expansions: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    known = expansions.get(form)
    if known is not None:
        return known
    if "'" not in form:
        return (form,)
    bare = _POSSESSIVE.sub("", form)
    return expansions.get(bare, (bare,))


def _joined(text: str) -> Iterator[Raw]:
    """Tokens, with words that were taken apart letter by letter put together again."""
    run: list[Raw] = []
    for found in _TOKEN.finditer(text):
        form, (start, end) = found.group(), found.span()
        is_letter = end - start == 1 and form.isalpha()
        if run and not (is_letter and start - run[-1][2] <= 1):
            yield from _put_together(run)
            run = []
        if is_letter:
            run.append((form, start, end))
        else:
            yield form, start, end
    yield from _put_together(run)


def _put_together(run: list[Raw]) -> list[Raw]:
    if len(run) < _SPACED_LETTERS:
        return run
    return [("".join(letter for letter, _, _ in run), run[0][1], run[-1][2])]
