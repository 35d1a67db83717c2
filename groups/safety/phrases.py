"""Finds the phrases of all rules in the words of a text, in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from .automaton import MOST_HITS_EACH, Automaton
from .pattern import Pattern
from .spelling import Spelling
from .tenses import PRETERITE, TENSES, tense_of
from .words import Words

_ID_LENGTH = 6
_KEPT = 1024  # masks of often used words, 3 KB each
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

Masks = tuple[int, int]  # one for each automaton


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
        self,
        patterns: Sequence[tuple[int, Pattern]],
        denials: Iterable[str] = (),
        names: Iterable[str] = (),
    ) -> None:
        wakeful = [pair for pair in patterns if pair[1].elements[0].fits & _FEATURES]
        others = [pair for pair in patterns if not pair[1].elements[0].fits & _FEATURES]
        self._owners = [[owner for owner, _ in part] for part in (others, wakeful)]
        self._automata = [Automaton([one for _, one in part]) for part in (others, wakeful)]
        self._denials = frozenset(denials)
        self._names = frozenset(names)
        named = {word for automaton in self._automata for word in automaton.words}
        self._beginnings = {word[:-1]: self._all(word) for word in named if word.endswith("*")}
        self._lengths = sorted({len(beginning) for beginning in self._beginnings})
        self._known = frozenset(word for word in named if not word.endswith("*")) - _FEATURES
        self._feature = {feature: self._all(feature) for feature in _FEATURES}
        self._spelling = Spelling(self._known)
        # Of the rules' own words only: what people write is kept nowhere (product e6).
        self._whole = lru_cache(_KEPT)(self._known_featured)

    def _all(self, word: str) -> Masks:
        others, wakeful = self._automata
        return others.mask(word), wakeful.mask(word)

    def _plain(self, word: str) -> Masks:
        return _both(self._all(word), self._begun(word))

    def _known_featured(self, word: str) -> Masks:
        return self._featured(word, self._plain(word))

    def _begun(self, word: str) -> Masks:
        masks = self._none
        for length in self._lengths:
            begun = self._beginnings.get(word[:length])
            if begun is not None:
                masks = _both(masks, begun)
        return masks

    @property
    def _none(self) -> Masks:
        return 0, 0

    def _rows(self, words: Words) -> list[Masks]:
        """What every word fits; a word that comes again is not looked at again."""
        if words.reading.text == words.reading.original:  # no capitals, no accents
            seen = {form: self._masks(form) for form in set(words.forms)}
            return [seen[form] for form in words.forms]
        known: dict[tuple[str, bool, bool], Masks] = {}
        is_loud = words.reading.original.isupper()
        rows: list[Masks] = []
        for index, form in enumerate(words.forms):
            is_capitalised = not is_loud and words.is_capitalised(index)
            key = (form, is_capitalised, words.is_accented(index))
            if key not in known:
                known[key] = self._marked(*key)
            rows.append(known[key])
        return rows

    def _marked(self, form: str, is_capitalised: bool, is_accented: bool) -> Masks:
        """What the reading folded away: a capital, an ó at the end."""
        masks = self._masks(form)
        if is_accented:
            masks = _both(masks, self._feature[PRETERITE])
        named = is_capitalised and form not in _NO_NAMES
        return _both(masks, self._feature[_NAME]) if named else masks

    def _masks(self, form: str) -> Masks:
        if form in self._known:
            return self._whole(form)
        return self._featured(form, self._unknown(form))

    def _featured(self, form: str, masks: Masks) -> Masks:
        """With what any word, a number or a tense fits."""
        if form[0].isdigit():
            masks = _both(masks, self._feature[_NUM])
        if form in self._names:
            masks = _both(masks, self._feature[_NAME])
        tense = tense_of(form)
        if tense is not None:
            masks = _both(masks, self._feature[tense])
        return masks if form in self._denials else _both(masks, self._feature[_ANY])

    def _unknown(self, form: str) -> Masks:
        masks = self._begun(form)
        if len(form) >= _ID_LENGTH and not form.isalpha() and not form.isdigit():
            masks = _both(masks, self._feature[_ID])
        meant = self._spelling.meant(form)
        return _both(masks, self._plain(meant)) if meant is not None else masks

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
    return one[0] | other[0], one[1] | other[1]
