"""Runs of digits in a text, however they are written: spaced, dotted, or spelled out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .words import Words

FEWEST_DIGITS, MOST_DIGITS = 7, 20
DIGIT = re.compile(r"\d")
_UNITS = {
    "zero": "0",
    "oh": "0",
    "o": "0",
    "cero": "0",
    "sero": "0",
    "nought": "0",
    "one": "1",
    "uno": "1",
    "un": "1",
    "two": "2",
    "dos": "2",
    "three": "3",
    "tres": "3",
    "four": "4",
    "cuatro": "4",
    "kuatro": "4",
    "five": "5",
    "cinco": "5",
    "sinco": "5",
    "six": "6",
    "seis": "6",
    "seven": "7",
    "siete": "7",
    "ciete": "7",
    "eight": "8",
    "ocho": "8",
    "nine": "9",
    "niner": "9",
    "nueve": "9",
    "nuebe": "9",
    "for": "4",
    "ate": "8",
}
# Sounds like a digit, but is a word of its own: counts only between other digits.
_WEAK = frozenset({"oh", "o", "un", "for", "ate", "one", "to", "uno"})
_TEENS = (
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    "diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve",
)
_TWENTIES = (
    "veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete "
    "veintiocho veintinueve"
)
_TENS = (
    ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
    ("veinte", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"),
)
_WRITTEN = {
    **_UNITS,
    **{word: str(10 + n) for words in _TEENS for n, word in enumerate(words.split())},
    **{word: str(20 + n) for n, word in enumerate(_TWENTIES.split())},
    **{word: str(10 * n) for words in _TENS for n, word in enumerate(words, 2)},
    "ochocientos": "800",
    "quinientos": "500",
    "cincocientos": "500",
    "novecientos": "900",
    "cien": "100",
    "doscientos": "200",
    "trescientos": "300",
    "cuatrocientos": "400",
    "seiscientos": "600",
    "setecientos": "700",
}
_WRITTEN.update(
    {
        f"{ten}{between}{unit}": str(10 * n + int(_UNITS[unit]))
        for words, between in ((_TENS[0], ""), (_TENS[1], "y"), (_TENS[1], "i"))
        for n, ten in enumerate(words, 2)
        for unit in _UNITS
        if unit not in ("zero", "oh", "o", "cero", "sero", "nought", "un", "for", "ate")
    }
)
# f1ve, thr33, 5ive: digits inside the word that names one.
_LEET = str.maketrans("013457", "oieast")
_WITH_DIGIT = {digit + word[1:]: digit for word, digit in _UNITS.items() if len(word) > 2}
# "two fives": what stands before says how often.
_SEVERAL = {
    **{f"{word}{end}": digit for word, digit in _UNITS.items() for end in ("s", "es")},
    "doses": "2",
}
# Written numbers that are no other word: of houses, too.
WRITTEN_NUMBERS = frozenset(_WRITTEN) - _WEAK
_FULL_TENS = frozenset(word for words in _TENS for word in words) | {"fourty"}
_REPEATED = {"double": 2, "doble": 2, "triple": 3}
_JOINERS = frozenset(
    "dash hyphen guion dot punto point space espacio and y area code plus mas luego then raya "
    "diagonal slash coma comma despues seguido next followed by ok um uh eh finally rest resto the el "
    "is es n starts begins ends ending with sigue siguen empieza termina acaba cierra con en al "
    "final last first at end start middle medio beginning inicio principio fin its esta are son primero ultimos los luegito nuevamente again otra vez times veces".split()
)
_MOST_JOINERS = 4
DISGUISED = 4  # words that are spelled out: so many make a number out of seven digits
_DIGITS_WITH_LETTERS = re.compile(r"[0-9ozils|]+")
_MOST_LETTERS = 4  # of a group that holds a single digit
# 55x5555x01x95: a letter that only keeps groups apart.
_KEPT_APART = re.compile(r"\d{2,4}(?:([a-z])\d{2,4})(?:\1\d{2,4})++")
# three0five, fivefivefive: words and digits run together.
_PARTS = "|".join([*sorted((w for w in _UNITS if len(w) > 2), key=len)[::-1], r"\d+"])
_FUSED, _ALL_FUSED = re.compile(_PARTS), re.compile(f"(?:{_PARTS}){{2,}}+")
_SHORTEST_FUSED, _LONGEST_FUSED = 6, 60
_LONG_LETTER = re.compile(r"([a-z])\1+")
# fiive, zerro, threee
_LENGTHENED = {
    _LONG_LETTER.sub(r"\1", word): digit for word, digit in _UNITS.items() if len(word) > 2
}
_INITIALS, _SHORTEST_LENGTHENED = frozenset(word[0] for word in _LENGTHENED), 4
_SPELLED = tuple(word for word in _UNITS if len(word) > 2)
_BEGINNING = (frozenset(_WRITTEN) - _WEAK) | _REPEATED.keys() | {"oh"}
_LETTERS_AS_DIGITS = str.maketrans("ozils|", "021151")
# What may stand between two parts of one number: no letters, nothing that means money or time.
_GAP = re.compile(r"[^\w$€£%:;@\n]{0,12}|\n{1,2}")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})++(?!\d)")


@dataclass(slots=True)
class Digits:
    """One run: its digits, the groups they were written in, and the words it spans."""

    groups: list[str] = field(default_factory=list)
    first: int = 0
    last: int = 0
    spelled: int = 0
    gaps: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.groups)


def runs(words: Words) -> Iterator[Digits]:
    """Every run of enough digits, in order; one pass over the words."""
    if not DIGIT.search(words.reading.text) and not any(map(_may_begin, words.forms)):
        return
    run: Digits | None = None
    joiners = 0
    for index, form in enumerate(words.forms):
        digits = _digits(form, run is not None or _opens(words, index))
        joined = run is not None and _is_joined(words, run, index)
        if digits is not None and run is not None and joined and joiners <= _MOST_JOINERS:
            _extend(words, run, index, digits)
            joiners = 0
        elif run is not None and joined and form == "hundred" and len(run.groups[-1]) == 1:
            run.groups[-1] += "00"
            run.last = index
        elif run is not None and joined and (form in _JOINERS or form in _REPEATED):
            joiners += 1
        else:
            yield from _enough(run)
            run, joiners = _begin(words, index, digits), 0
    yield from _enough(run)


def _may_begin(form: str) -> bool:
    """May a number that is written in letters begin with it?"""
    return form in _BEGINNING or (len(form) >= _SHORTEST_FUSED and form.startswith(_SPELLED))


def _opens(words: Words, index: int) -> bool:
    """oh double seven: an oh begins a number when another digit follows it."""
    if words.forms[index] != "oh":
        return False
    after = words.forms[index + 1 : index + 2]
    return bool(after) and (after[0] in _REPEATED or after[0] in _UNITS)


def _digits(form: str, inside: bool) -> str | None:
    if form.isascii() and form.isdigit():
        return form
    if form in _WEAK and not inside:
        return None
    if form in _WRITTEN:
        return _WRITTEN[form]
    if form[:2] == "oh" and form[2:].isdigit():
        return "0" + form[2:]
    if form in _WITH_DIGIT or (inside and form in _SEVERAL):
        return _WITH_DIGIT.get(form) or _SEVERAL[form]
    fused = _fused(form) or _lengthened(form)
    if fused is not None:
        return fused
    if inside and form.strip("o") == "":
        return "0" * len(form)
    if len(form) > 1 and not form.isalpha():
        return _mixed(form)
    return None


def _lengthened(form: str) -> str | None:
    """fiive, cincoocincoo: a digit that is spelled out with a letter too many."""
    if form[0] not in _INITIALS or len(form) < _SHORTEST_LENGTHENED:
        return None
    plain = _LONG_LETTER.sub(r"\1", form)
    return None if plain == form else _LENGTHENED.get(plain) or _fused(plain)


def _fused(form: str) -> str | None:
    """Its digits when a word is nothing but several digits, some of them spelled out."""
    if not 4 <= len(form) <= _LONGEST_FUSED or form in _FULL_TENS:
        return None
    if not _ALL_FUSED.fullmatch(form):
        return None
    return "".join(_UNITS.get(part, part) for part in _FUSED.findall(form))


def _mixed(form: str) -> str | None:
    """555o1l2: letters that stand for digits among real ones; f1ve: digits that stand for letters."""
    if _KEPT_APART.fullmatch(form):
        return "".join(filter(str.isdigit, form))
    if (plain := form.translate(_LEET)) in _UNITS and len(form) > 2:
        return _UNITS[plain]
    if len(form) < 2 or not form.isascii() or not _DIGITS_WITH_LETTERS.fullmatch(form):
        return None
    real = sum(letter.isdigit() for letter in form)
    is_number = real * 2 >= len(form) or (real and len(form) <= _MOST_LETTERS)
    return form.translate(_LETTERS_AS_DIGITS) if is_number else None


def _begin(words: Words, index: int, digits: str | None) -> Digits | None:
    if digits is None:
        return None
    first = index
    before = words.forms[index - 1] if index else ""
    if before in _REPEATED and len(digits) == 1 and _GAP.fullmatch(words.gap(index - 1)):
        digits, first = digits * _REPEATED[before], index - 1
    return Digits([digits], first, index, spelled=_spelled(words.forms[index]))


def _spelled(form: str) -> int:
    """How much a word looks spelled out: fivefivefive and 5five5 nobody writes but to hide."""
    if form.isdigit():
        return 0
    return 1 if form in _WRITTEN or _fused(form) is None else DISGUISED


def _is_joined(words: Words, run: Digits, index: int) -> bool:
    if words.starts[index] == words.starts[index - 1]:
        return False
    return bool(_GAP.fullmatch(words.gap(index - 1)))


def _extend(words: Words, run: Digits, index: int, digits: str) -> None:
    before = words.forms[index - 1]
    is_spelled = not words.forms[index][0].isdigit()
    run.spelled += _spelled(words.forms[index])
    if before in _REPEATED and len(digits) == 1:
        digits *= _REPEATED[before]
    follows_tens = before in _FULL_TENS or (before == "y" and words.forms[index - 2] in _FULL_TENS)
    if words.forms[index] in _SEVERAL and run.groups[-1][-1] in "234":
        run.groups[-1] = run.groups[-1][:-1] + digits * int(run.groups[-1][-1])
    elif is_spelled and follows_tens and len(digits) == 1 and digits != "0":
        run.groups[-1] = run.groups[-1][:-1] + digits
    else:
        run.gaps.append(words.gap(index - 1))
        run.groups.append(digits)
    run.last = index


def _enough(run: Digits | None) -> Iterator[Digits]:
    if run is not None and sum(map(len, run.groups)) >= FEWEST_DIGITS:
        yield run


def is_sum(text: str) -> bool:
    """12,345: thousands, not a telephone number."""
    return bool(_THOUSANDS.fullmatch(text))
