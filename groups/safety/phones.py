"""Which runs of digits could reach a telephone, and which are dates, sums, cases or help lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

import phonenumbers

from .numbers import DISGUISED, MOST_DIGITS, Digits, is_sum, runs
from .words import Words

MOST_SPANS = 32
_NEAR = 5
_FAR = 12
# The help lines of peernet/support/lines.py and no others; never a finding.
HELP_LINES = frozenset(
    "8883737888 18883737888 8339001010 18339001010 08000121700 448000121700".split()
)
_EMERGENCY = frozenset(
    "o y 112 911 988 999 000 061 062 066 091 016 105 110 113 123 133 211".split()
)
_OF_HELP = frozenset(
    "hotline helpline lifeline line linea lineas hotlines lifelines emergencia emergencias "
    "emergency gratuita gratis rainn crisis needs support apoyo ayuda violence violencia abuse".split()
)
_TOLL_FREE = ("800", "833", "844", "855", "866", "877", "888", "900")
_REFERENCES = frozenset(
    "case cases docket receipt confirmation order tracking ticket invoice reference ref claim "
    "file filing policy caso casos expediente folio recibo pedido rastreo boleto factura "
    "referencia tramite carpeta version isbn model serial step steps pasos serie guia orden code "
    "codigo uscis contrato article articulo poliza room form id code".split()
)
_COUNTED = frozenset(
    "dollars dolares pesos euros steps pasos days dias hours horas minutes minutos views people "
    "personas miles times veces years anos words palabras usd mxn calories calorias points "
    "puntos followers".split()
)
_OF_PHONES = frozenset(
    "phone number cell cel celular telefono numero fono movil mobile call text ring llama llamame "
    "marca marcame marcar reach llamar llame txt texting contact escribeme mandame "
    "mensaje whatsapp telegram signal whats line msg message tel tlf digits contacto "
    "contactame landline fijo numerito prepaid".split()
)
_CALLING = (
    _OF_PHONES
    | {"area", "imo", "viber", "wechat", "skype", "nintendo", "zoom", "meet", "meeting", "passcode"}
) - {"number", "numero", "line", "contact", "reach", "message", "mensaje"}
_DATE_GROUPS = frozenset({(4, 2, 2), (2, 2, 4), (1, 2, 4), (2, 1, 4), (4, 4), (4, 4, 4), (4, 1, 2)})
_WHOLE_NUMBER = 10  # digits of one, with its area
_YEAR = re.compile(r"(?:19|20)\d\d")
_LONGEST_NUMBER = 15  # of a telephone anywhere (E.164)
# How seven to nine digits are grouped when they reach somebody; a comma makes them a list.
_LOCAL_SHAPES = frozenset(
    {
        (4, 4),
        (3, 3, 3),
        (3, 2, 2, 2),
        (2, 3, 2, 2),
        (2, 3, 4),
        (3, 2, 2),
        (3, 6),
        (3, 3, 2),
        (1, 4, 4),
        (4, 2, 2),
        (8,),
        (9,),
    }
)
_OF_ACCOUNTS = frozenset(
    "clabe cuenta tarjeta iban account routing cvu cbu spei deposit deposita depositar depositen "
    "transfiere transferir transfieran zelle debit debito card bancaria interbancaria cci".split()
)
_CARD_SHAPES = frozenset({(4, 4, 4, 4), (4, 6, 5), (4, 4, 4, 4, 3)})
_MOST_OF_ACCOUNT = 26
_LONGEST_PLAIN = 12  # written in one or two groups, as in 04145550123
_SOCIAL = ("social", "ssn", "seguro")
_OF_STATE = frozenset(
    "alien uscis anumber passport pasaporte extranjero extranjera matricula medicaid itin nss "
    "bvn nric ppsn tfn iqama voter aadhaar nin philhealth sss licence license licencia insurance medicare nhs tin nit "
    "cedula dni rut nif nie cuil cuit dui dpi cpf documento".split()
)

Found = tuple[str, str, int, int, str]  # kind, rule, start, end in the reading, advice


def find(words: Words, countries: Sequence[str]) -> Iterator[Found]:
    """At most 32 spans are judged; a text with more numbers than that is one by itself."""
    spans = list(islice(runs(words), MOST_SPANS + 1))
    for run in spans[:MOST_SPANS]:
        verdict = _verdict(words, run, countries)
        if verdict is not None:
            yield (*verdict[:2], words.starts[run.first], words.ends[run.last], verdict[2])
    if len(spans) > MOST_SPANS:
        extra = spans[MOST_SPANS]
        start = words.starts[extra.first]
        yield "contact", "contact-many-numbers", start, words.ends[extra.last], "contact"


def _verdict(words: Words, run: Digits, countries: Sequence[str]) -> tuple[str, str, str] | None:
    digits = run.text
    if digits in HELP_LINES or _is_help_line(words, run):
        return None
    if _is_card(digits) and not _has_before(words, run, _REFERENCES):
        return "contact", "contact-card", "contact-card"
    if _is_account(words, run) and not _has_before(words, run, _REFERENCES - {"order", "code"}):
        return "contact", "contact-card", "contact-card"
    if _is_social(words, run):
        return "identity", "identity-social", "identity-number"
    if _is_something_else(words, run) or len(digits) > MOST_DIGITS:
        return None
    if _is_phone(words, run, countries):
        return "contact", "contact-phone", "contact"
    return None


def _is_help_line(words: Words, run: Digits) -> bool:
    digits = run.text.removeprefix("1").removeprefix("52").removeprefix("0")
    around = _around(words, run, 8)
    return digits.startswith(_TOLL_FREE) and bool(_OF_HELP & around)


def _around(words: Words, run: Digits, reach: int = _NEAR) -> set[str]:
    before = words.forms[max(0, run.first - reach) : run.first]
    return {*before, *words.forms[run.last + 1 : run.last + 1 + reach]}


def _has_before(words: Words, run: Digits, kind: frozenset[str]) -> bool:
    first = max(0, run.first - 4)
    before = set(words.forms[first : run.first])
    if "case" in before and "in" in words.forms[max(0, first - 1) : run.first]:  # in case I am out
        before.discard("case")
    return bool(kind & before)


def _is_card(digits: str) -> bool:
    """Thirteen to nineteen digits whose check digit holds (Luhn)."""
    if not 13 <= len(digits) <= 19 or digits[0] not in "23456":
        return False
    doubled = (int(digit) * (1 + n % 2) for n, digit in enumerate(reversed(digits)))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def _is_account(words: Words, run: Digits) -> bool:
    """Grouped as on a card, or named an account's number."""
    if tuple(map(len, run.groups)) in _CARD_SHAPES and run.text[0] in "3456":
        return True
    return 8 <= len(run.text) <= _MOST_OF_ACCOUNT and _has_before(words, run, _OF_ACCOUNTS)


def _is_social(words: Words, run: Digits) -> bool:
    if 7 <= len(run.text) <= 12 and _has_before(words, run, _OF_STATE):
        return True
    if set(_SOCIAL) & _around(words, run):
        return 9 <= len(run.text) <= 11
    if len(run.text) != 9:
        return False
    return [len(group) for group in run.groups] == [3, 2, 4]


def _is_something_else(words: Words, run: Digits) -> bool:
    start, end = words.starts[run.first], words.ends[run.last]
    text = words.reading.text
    if is_sum(text[start:end]) or _is_date(run) or _is_counting(run):
        return True
    is_money = text[max(0, start - 2) : start].strip()[-1:] in ("$", "€", "£")
    is_counted = bool(_COUNTED & set(words.forms[run.last + 1 : run.last + 2]))
    if is_money or is_counted:  # "call me at $555 234 9876": the sign hides nothing
        telling = _OF_PHONES if len(run.text) >= _WHOLE_NUMBER else _CALLING
        return not telling & _around(words, run)
    if {*words.forms[run.first : run.last + 1]} <= _EMERGENCY:  # marca 112 o 911
        return True
    return _has_before(words, run, _REFERENCES) and not _has_before(words, run, _CALLING)


def _is_date(run: Digits) -> bool:
    sizes = tuple(map(len, run.groups))
    if sizes not in _DATE_GROUPS and not (sizes == (8,) and run.text.startswith(("19", "20"))):
        return False
    years = [group for group in run.groups if _YEAR.match(group)]
    return bool(years) and (len(run.groups) > 2 or len(years) == len(run.groups))


def _is_counting(run: Digits) -> bool:
    """1 2 3 4 5 6 7, or back: somebody is breathing."""
    if len(run.groups) < 5:
        return False
    values = [int(group) for group in run.groups]
    steps = [after - before for before, after in pairwise(values)]
    return all(step == steps[0] for step in steps) and steps[0] in (1, -1)


def _is_phone(words: Words, run: Digits, countries: Sequence[str]) -> bool:
    digits, start = run.text, words.starts[run.first]
    plus = words.reading.text[max(0, start - 2) : start].strip().endswith("+")
    before = words.forms[run.first - 1] if run.first else ""
    if plus or before in ("plus", "mas"):
        return len(digits) >= 8
    if len(digits) <= 9:
        return _is_short_phone(words, run, countries)
    if _is_possible(digits, countries) or _OF_PHONES & _around(words, run):
        return True
    if len(run.groups) <= 2 and len(digits) <= _LONGEST_PLAIN and "," not in "".join(run.gaps):
        return True
    return len(run.groups) >= 3 and len(digits) <= _LONGEST_NUMBER


def _is_short_phone(words: Words, run: Digits, countries: Sequence[str]) -> bool:
    """Seven to nine digits: as people write a local number, or near a word of telephoning."""
    sizes = [len(group) for group in run.groups]
    if sizes == [3, 4] or run.spelled >= DISGUISED or sizes.count(1) >= 7:
        return True
    if _OF_PHONES & _around(words, run) or _CALLING & _around(words, run, _FAR):
        return True
    if tuple(sizes) in _LOCAL_SHAPES and not any("," in gap for gap in run.gaps):
        return True
    if (
        len(run.text) == 9
        and run.text[0] in "67"
        and len(sizes) <= 4
        and "," not in "".join(run.gaps)
    ):
        return True
    return len(sizes) >= 3 and len(run.text) >= 8 and _is_possible(run.text, countries)


def _is_possible(digits: str, countries: Sequence[str]) -> bool:
    return any(_is_possible_in(digits, country) for country in countries)


def _is_possible_in(digits: str, country: str) -> bool:
    try:
        number = phonenumbers.parse(digits, country)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_possible_number(number)
