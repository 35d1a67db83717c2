"""Finds the phrases of all rules in the words of a text, in one pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from .automaton import MOST_HITS_EACH, Automaton
from .pattern import Pattern
from .spelling import Spelling
from .tenses import PRETERITE, TENSES, tense_of
from .words import Words

_ID_LENGTH = 6
_MANY = 200  # patterns that are worth a closer look before they are made into an automaton
_MOST_PLACES = 8
_COMMONEST = 1_000_000  # a feature: any number, name, tense leads to nothing
_ANY, _NUM, _NAME, _ID = "{any}", "{num}", "{name}", "{id}"
_FEATURES = frozenset({_ANY, _NUM, _NAME, _ID, *TENSES})

# Written with a capital and no name of a person or place.
_NO_NAMES = frozenset(
    "i am have will would ill im ive id monday tuesday wednesday thursday friday saturday sunday january "
    "february march april may june july august september october november december god jesus lord "
    "christ dios jesucristo senor virgen christmas easter thanksgiving halloween ramadan eid navidad "
    "english spanish ingles espanol french arabic portuguese tagalog american mexican ptsd adhd tv ok "
    "okay lol omg gps dna hiv std aa na ged cna rn esl faq pdf cps ice dhs uscis fbi irs ssi snap ebt wic "
    "netflix youtube spotify google amazon zoom uber lyft facebook instagram whatsapp tiktok telegram "
    "duolingo pinterest wattpad reddit paypal venmo cashapp zelle roblox twitch signal snapchat discord twitter wifi bluetooth excel word tylenol advil zoloft prozac lexapro covid "
    "bible biblia koran quran psalm salmo hola gracias buenas hello hi thanks yes no y el la los las que "
    "the a and but so my me not he she they we you it this that there here pero yo tu mi me te se lo "
    "lunes martes miercoles jueves viernes sabado domingo enero febrero marzo abril mayo junio julio "
    "agosto septiembre octubre noviembre diciembre disney pixar xbox tesla toyota honda ford nissan "
    "espana spain italia italy alemania germany francia france inglaterra england britain europe europa "
    "mexico canada america usa us uk eu estados unidos colombia venezuela peru ecuador chile argentina "
    "bolivia paraguay uruguay brasil brazil honduras nicaragua panama cuba africa asia india china japan "
    "russia rusia ukraine ucrania philippines filipinas nigeria kenya ghana thailand australia turkey "
    "irlanda ireland scotland wales portugal suiza holanda belgica saudi "
    "nobody everyone someone mom dad mama papa abuela tia tio".split()
)


class Hit(NamedTuple):
    """A phrase of `owner` stands at words first to last, both included."""

    owner: int
    first: int
    last: int


class Near(NamedTuple):
    """What must stand near a pattern's rarest words: one of `fits`, so many words from them."""

    rarest: frozenset[str]
    fits: frozenset[str]
    nearest: int
    farthest: int


class Phrases:
    """Patterns with their owners in, hits out.

    Of thousands of patterns a text can fit a few: those of which every word that may not be missing
    stands in it (where these are many: and near the rarest one what must stand near it). Only these
    are made into an automaton, for this text; the rarest word of each leads to it.
    """

    def __init__(
        self,
        patterns: Sequence[tuple[int, Pattern]],
        denials: Iterable[str] = (),
        names: Iterable[str] = (),
    ) -> None:
        self._owners = [owner for owner, _ in patterns]
        self._patterns = [pattern for _, pattern in patterns]
        self._needed = [_needed(pattern) for pattern in self._patterns]
        self._denials = frozenset(denials)
        self._names = frozenset(names)
        named = {word for needed in self._needed for fits in needed for word in fits}
        named |= {w for p in self._patterns for element in p.elements for w in element.fits}
        self._beginnings = frozenset(word for word in named if word.endswith("*"))
        self._lengths = sorted({len(word) for word in self._beginnings})
        self._known = named - self._beginnings - _FEATURES
        self._spelling = Spelling(self._known)
        self._led_to, self._near = self._leads()

    def _leads(self) -> tuple[dict[str, list[int]], list[Near | None]]:
        """From each word to the patterns of which it is the rarest that they need; and what must
        stand near it in each of them."""
        common = Counter(word for needed in self._needed for fits in needed for word in fits)
        rarity: dict[frozenset[str], int] = {}
        led_to: dict[str, list[int]] = {}
        near: list[Near | None] = []
        for number, needed in enumerate(self._needed):
            for fits in needed:
                if fits not in rarity:
                    rarity[fits] = sum(common[word] for word in fits)
                    rarity[fits] += _COMMONEST * (not fits.isdisjoint(_FEATURES))
            rarest = min(needed, key=rarity.__getitem__)
            for word in rarest:
                led_to.setdefault(word, []).append(number)
            near.append(_nearest(self._patterns[number], rarest))
        return led_to, near

    def find(self, words: Words) -> list[Hit]:
        """Every hit, at most a few of each owner."""
        rows = self._rows(words)
        there = frozenset().union(*rows)
        numbers = self._fitting(rows, there)
        if not numbers:
            return []
        automaton = Automaton([self._patterns[number] for number in numbers], there)
        masks = {row: automaton.mask(row) for row in set(rows)}
        steps = [masks[row] for row in rows]
        counts: dict[int, int] = {}
        hits: list[Hit] = []
        for at, last in automaton.ends(steps, words.sentences):
            owner = self._owners[numbers[at]]
            counts[owner] = counts.get(owner, 0) + 1
            if counts[owner] <= MOST_HITS_EACH:
                hits.append(Hit(owner, automaton.first(at, steps, last), last))
        return hits

    def _fitting(self, rows: Sequence[frozenset[str]], there: frozenset[str]) -> list[int]:
        """The patterns of which everything that may not be missing is there; where these are
        many, those of them of which two such elements also stand near each other."""
        stands: dict[frozenset[str], bool] = {}
        found = []
        for number in {number for word in there for number in self._led_to.get(word, ())}:
            for fits in self._needed[number]:
                if fits not in stands:
                    stands[fits] = not fits.isdisjoint(there)
                if not stands[fits]:
                    break
            else:
                found.append(number)
        if len(found) > _MANY:
            places: dict[str, list[int]] = {}
            for index, row in enumerate(rows):
                for word in row:
                    places.setdefault(word, []).append(index)
            found = [number for number in found if self._is_near(number, places, rows)]
        return sorted(found)

    def _is_near(
        self, number: int, places: Mapping[str, list[int]], rows: Sequence[frozenset[str]]
    ) -> bool:
        """Whether what must stand near a pattern's rarest words does. Of what is said very often
        it is not asked: the work must not grow with how often somebody says a word."""
        near = self._near[number]
        if near is None:
            return True
        rarest, fits, nearest, farthest = near
        for word in rarest:
            at = places.get(word, ())
            if len(at) > _MOST_PLACES:
                return True
            for place in at:
                for row in rows[max(place + nearest, 0) : max(place + farthest + 1, 0)]:
                    if not fits.isdisjoint(row):
                        return True
        return False

    def _rows(self, words: Words) -> list[frozenset[str]]:
        """What every word fits; a word that comes again is not looked at again."""
        is_plain = words.reading.text == words.reading.original  # no capitals, no accents
        is_loud = not is_plain and words.reading.original.isupper()
        known: dict[tuple[str, bool, bool], frozenset[str]] = {}
        rows: list[frozenset[str]] = []
        for index, form in enumerate(words.forms):
            is_capitalised = not is_plain and not is_loud and words.is_capitalised(index)
            key = (form, is_capitalised, not is_plain and words.is_accented(index))
            if key not in known:
                known[key] = frozenset(self._fits(*key))
            rows.append(known[key])
        return rows

    def _fits(self, form: str, is_capitalised: bool, is_accented: bool) -> Iterator[str]:
        """The words, beginnings and features of patterns that a word fits."""
        if form not in self._denials:
            yield _ANY
        if form[0].isdigit():
            yield _NUM
        # What the reading folded away: a capital, an ó at the end.
        if form in self._names or (is_capitalised and form not in _NO_NAMES):
            yield _NAME
        if is_accented:
            yield PRETERITE
        tense = tense_of(form)
        if tense is not None:
            yield tense
        yield from self._begun(form)
        if form in self._known:
            yield form
            return
        if len(form) >= _ID_LENGTH and not form.isalpha() and not form.isdigit():
            yield _ID
        meant = self._spelling.meant(form)
        if meant is not None:
            yield meant
            yield from self._begun(meant)

    def _begun(self, word: str) -> Iterator[str]:
        for length in self._lengths:
            beginning = word[: length - 1] + "*"
            if len(beginning) == length and beginning in self._beginnings:
                yield beginning


def _nearest(pattern: Pattern, fits: frozenset[str]) -> Near | None:
    """What must stand next to the element with `fits`, the side with the smaller gap; None where
    there is no other element that may not be missing."""
    needed = [at for at, element in enumerate(pattern.elements) if not element.optional]
    here = next(at for at in needed if pattern.elements[at].fits == fits)
    others = [at for at in needed if at != here]
    if not others:
        return None
    other = min(others, key=lambda at: abs(at - here))
    gap = abs(other - here)
    ends = (1, gap) if other > here else (-gap, -1)
    return Near(fits, pattern.elements[other].fits, *ends)


def _needed(pattern: Pattern) -> list[frozenset[str]]:
    return [element.fits for element in pattern.elements if not element.optional]
