"""Street addresses by their shape: a number before a kind of street, or after one; a door; a way told.

In English the kind of street comes last ("81 Cobbler's Yard"), in Spanish first ("pasaje los
alerces cuarenta y dos"). What may stand between is a name, so any word of every day ends it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from .numbers import DIGIT, WRITTEN_NUMBERS
from .words import Words

_MOST = 8
_MOST_STEPS = 5
_STREETS = frozenset(
    "street st str avenue ave road rd boulevard blvd lane ln highway hwy parkway pkwy terrace turnpike".split()
)
# Also words of every day: only beside a name with a capital, or where the sentence pauses.
_WEAK_STREETS = frozenset(
    "yard close crescent cres gardens mews row walk grove hill square sq court ct place pl way drive dr "
    "trail trl loop circle cir plaza pike alley park estate rise view green wharf quay bend "
    "crossing ridge path heights house buildings".split()
)
_CALLES = frozenset(
    "calle calles avenida avda av calz calzada callejon bulevar boulevard blvd prolongacion cerrada "
    "andador retorno carretera jiron jr psje pasaje carrera cra kra cll cl diagonal transversal "
    "privada pje circunvalacion vereda alameda cjon rua".split()
)
_WEAK_CALLES = frozenset(
    "camino paseo plaza ronda bajada ruta autopista circuito circular via".split()
)
# Of a dwelling: two of them, or one beside a street, say which door.
_DOORS = frozenset(
    "apartment apt flat unit suite floor room buzzer lot building bldg apartamento apto departamento "
    "depto dpto depa interior int piso torre bloque block timbre manzana mz mza lote casa etapa "
    "edificio porton puerta escalera planta villa km kilometro local oficina".split()
)
_DIRECTIONS = frozenset(
    "norte sur este oeste oriente poniente abajo arriba lago montana north south east west derecha izquierda".split()
)
_LENGTHS = frozenset("metros mts varas cuadras metritos".split())
# Never part of a street's name, so what counted before them is no house.
_EVERYDAY = frozenset(
    "the a an of from on at to in my your his her our their this that these those and or but then than "
    "with without for by hour hours minute minutes min mins mile miles block blocks day days week weeks "
    "month months year years time times people girls women men kids i you he she we they it me him us "
    "them is are was were be been am do did does have has had go went get got take took out off down up "
    "over under about after before more less percent dollars bucks steps feet per am pm oclock long good "
    "bad first next last same other one no not so full big small whole every each only still too very "
    "what where when who how why "
    "me que y por para cuando donde como pero porque se le nos yo hay tengo tiene tenia era es fue esta "
    "estan estaba en con sin mas menos hasta desde hace hora horas minutos dias semanas meses anos ano "
    "veces pesos dolares euros mil cuesta costo costaba vale salio sale esos estas ese esa un una unos "
    "unas mi tu su mis todos todas cada otra otro ya no si hoy ayer vi iba van voy fui alguien nadie "
    "muy bien llena lleno sola solo vacia".split()
)
_NAMING = frozenset("de del la las los el san santa y e".split())
_COUNTED = frozenset(
    "anos ano meses mes dias dia horas hora minutos veces semanas pesos dolares euros soles mil mujeres "
    "ninas personas chicas noches cuadras kilometros km am pm years months days hours minutes".split()
)
_TELLING = _STREETS | _WEAK_STREETS | _CALLES | _WEAK_CALLES | _DOORS | _LENGTHS
_NUMBER_SIGNS = frozenset("no num numero nro number altura".split())
_HOUSE = re.compile(r"\d{1,5}[a-z]?")
_DOOR = re.compile(r"\d{1,4}[a-z]?|[a-z]\d{1,3}|[a-h]")
_BRITISH_POSTCODE = re.compile(r"(?<!\w)[a-z]{1,2}\d[a-z\d]? ?\d[abd-hjlnp-uw-z]{2}(?!\w)")
_CROSSING = re.compile(
    r"(?<!\w)\d{1,3} ?[a-z]{0,2} ?(?:#|no\.?|nro\.?|numero|n°) ?\d{1,3} ?[a-z]? ?-? ?\d{1,3}"
)

_SHORT_CALLE = re.compile(r"(?<!\w)c/ ?[a-z]{2,20}(?: [a-z]{1,20}){0,4},? \d{1,4}(?!\w)")

Span = tuple[int, int]


def find(words: Words) -> Iterator[Span]:
    """Where in the reading an address stands, at most a few of each shape."""
    last = -1
    found = 0
    for index, form in enumerate(words.forms):
        if form not in _TELLING or index <= last or found >= _MOST:
            continue
        span = _judge(words, index, form)
        if span is not None:
            found += 1
            last = span[1]
            yield words.starts[span[0]], words.ends[span[1]]
    text = words.reading.text
    if "c/" in text:
        yield from ((one.start(), one.end()) for one in islice(_SHORT_CALLE.finditer(text), _MOST))
    if "#" in text or " no" in text or "n°" in text:
        yield from ((one.start(), one.end()) for one in islice(_CROSSING.finditer(text), _MOST))
    if not DIGIT.search(text):
        return
    for one in islice(_BRITISH_POSTCODE.finditer(text), _MOST):
        original = words.reading.original[slice(*words.reading.span(one.start(), one.end()))]
        if original.isupper():
            yield one.start(), one.end()


def _judge(words: Words, index: int, form: str) -> Span | None:
    if form in _STREETS and (span := _before(words, index, is_weak=False)) is not None:
        return span
    if form in _CALLES:
        return _after(words, index, is_weak=False)
    if form in _WEAK_STREETS and (span := _before(words, index, is_weak=True)) is not None:
        return span
    if form in _WEAK_CALLES:
        return _after(words, index, is_weak=True)
    if form in _DOORS:
        return _doors(words, index)
    if form in _LENGTHS:
        return _way(words, index)
    return None


def _before(words: Words, index: int, *, is_weak: bool) -> Span | None:
    """81 Cobbler's Yard, eleven twenty two south juniper street."""
    if is_weak and not _is_shown(words, index):
        return None
    for back in range(index - 1, max(-1, index - _MOST_STEPS), -1):
        if words.sentences[back] != words.sentences[index] or _pauses(words, back):
            return None
        if _is_house(words.forms[back]) and back < index - 1:
            return back, index
        if words.forms[back] in _EVERYDAY and words.ends[back] - words.starts[back] > 1:
            return None
    return None


def _is_shown(words: Words, index: int) -> bool:
    """A capital on it, or a pause after it, shows that an everyday word is a name here."""
    place = words.reading.places[words.starts[index]]
    if words.reading.original[place].isupper() and not _is_loud(words):
        return True
    if index + 1 == len(words.forms) or words.sentences[index + 1] != words.sentences[index]:
        return True
    return "," in words.gap(index) or words.forms[index + 1] in _DOORS


def _is_loud(words: Words) -> bool:
    return words.reading.original.isupper()


def _after(words: Words, index: int, *, is_weak: bool) -> Span | None:
    """calle juarez 45, pasaje los alerces cuarenta y dos, carrera 7 45-12."""
    names = signs = 0
    end = min(len(words.forms), index + 2 + _MOST_STEPS)
    for later in range(index + 1, end):
        form = words.forms[later]
        if words.sentences[later] != words.sentences[index]:
            return None
        if _is_house(form) and not _is_counted(words, later):
            if names and (not is_weak or _has_capital(words, index + 1, later)):
                return index, later
            if signs or (not names and later > index + 1):
                return index, later
        elif form in _NUMBER_SIGNS:
            signs += 1
        elif form in _EVERYDAY and form not in _NAMING:
            return None
        else:
            names += form not in _NAMING or names > 0
    return None


def _is_counted(words: Words, index: int) -> bool:
    after = words.forms[index + 1 : index + 2]
    if after and after[0] in ("de", "y") and words.forms[index + 2 : index + 3]:
        return words.forms[index].isdigit() is False and words.forms[index + 2] in _COUNTED
    return bool(after) and after[0] in _COUNTED


def _has_capital(words: Words, first: int, end: int) -> bool:
    return any(words.is_capitalised(index) for index in range(first, end))


def _doors(words: Words, index: int) -> Span | None:
    """flat 4, torre 6 apto 302, casa 11 porton negro: two doors, one of them with its number."""
    later = index + 1
    if later >= len(words.forms) or not _DOOR.fullmatch(words.forms[later]):
        return None
    if len(words.gap(index).strip(" #.")) or _is_counted(words, later):
        return None
    for other in range(later + 1, min(later + 3, len(words.forms))):
        if words.forms[other] in _DOORS:
            return index, other
    return None


def _way(words: Words, index: int) -> Span | None:
    """200 metros sur: how a door is told where streets have no names."""
    before = words.forms[index - 1] if index else ""
    if not _is_house(before) and before not in ("una", "media"):
        return None
    for later in range(index + 1, min(index + 4, len(words.forms))):
        if words.forms[later] in _DIRECTIONS:
            return index - 1, later
    return None


def _is_house(form: str) -> bool:
    return bool(_HOUSE.fullmatch(form)) or form in WRITTEN_NUMBERS


def _pauses(words: Words, index: int) -> bool:
    return any(mark in words.gap(index) for mark in ",:;()")
