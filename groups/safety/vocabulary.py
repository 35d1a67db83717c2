"""The words that patterns name, and which of them a word of a text is, begins or stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .pattern import Pattern
from .positions import Row
from .spelling import Spelling
from .tenses import PRETERITE, TENSES, tense_of
from .words import Words

_ID_LENGTH = 6
_ANY, _NUM, _NAME, _ID = "{any}", "{num}", "{name}", "{id}"
FEATURES = frozenset({_ANY, _NUM, _NAME, _ID, *TENSES})

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


class Vocabulary:
    """Made once from all patterns; `rows` reads a text by it."""

    def __init__(
        self, patterns: Iterable[Pattern], denials: Iterable[str] = (), names: Iterable[str] = ()
    ) -> None:
        named = {w for p in patterns for element in p.elements for w in element.fits}
        self._denials = frozenset(denials)
        self._names = frozenset(names)
        self._beginnings = frozenset(word for word in named if word.endswith("*"))
        self._lengths = sorted({len(word) for word in self._beginnings})
        self._known = named - self._beginnings - FEATURES
        self._spelling = Spelling(self._known)
        # Rows of known words alone: what somebody wrote otherwise stays with her text.
        self._rows: dict[tuple[str, bool, bool], Row] = {}

    def rows(self, words: Words) -> list[Row]:
        """What every word fits; a word that comes again is not looked at again."""
        is_plain = words.reading.text == words.reading.original  # no capitals, no accents
        is_loud = not is_plain and words.reading.original.isupper()
        seen: dict[tuple[str, bool, bool], Row] = {}
        rows: list[Row] = []
        for index, form in enumerate(words.forms):
            is_capitalised = not is_plain and not is_loud and words.is_capitalised(index)
            key = (form, is_capitalised, not is_plain and words.is_accented(index))
            row = self._rows.get(key) or seen.get(key)
            if row is None:
                row = frozenset(self._fits(*key))
                (self._rows if form in self._known else seen)[key] = row
            rows.append(row)
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
