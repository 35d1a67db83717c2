"""Accounts of banks, wallets and forums, and names written as nobody writes a word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from .numbers import DIGIT
from .words import Words

_MOST = 16
_FEWEST_DIGITS = 10  # of an IBAN; fewer are a word with a few digits
_SHORTEST_NAME = 6
_COUNTRIES = "es|gb|de|fr|it|pt|nl|be|ie|at|ch|pl|ro|se|no|dk|fi|cr|do|sv|gt|br|gr|hu|cz|bg|hr|lt|lv|ee|lu|tr|ua"
_IBAN = re.compile(
    rf"(?<!\w)(?:{_COUNTRIES})\d\d(?:[ -]?[a-z0-9]{{4}}){{2,7}}(?:[ -]?[a-z0-9]{{1,4}})?(?!\w)"
)
_WALLET = re.compile(r"(?<!\w)(?:0x[0-9a-f]{40}|bc1[a-z0-9]{20,60})(?!\w)")
_ALIAS = re.compile(
    r"(?<!\w)alias(?: [a-z]{1,12}){0,3} ?:? ?[a-z0-9]{2,20}\.[a-z0-9]{2,20}(?:\.[a-z0-9]{2,20})?"
)
_FORUM = re.compile(r"(?<![\w/.])(?:/?u/[a-z0-9_-]{3,20}|live:[a-z0-9._-]{3,40})(?![\w/])")
_UNDERSCORED = re.compile(r"(?<![\w@./])[a-z0-9]+(?:_+[a-z0-9]+)+_?(?![\w@])")
_SAID_MARKS = (("guion", "bajo"), ("raya", "baja"), ("barra", "baja"), ("under", "score"))
_WHOLE = frozenset({"underscore", "guionbajo", "underscores"})
_MARKS = _WHOLE | {first for first, _ in _SAID_MARKS}

Place = tuple[str, int, int]


def find(words: Words) -> Iterator[Place]:
    """The rule and the place in the reading of everything here."""
    text = words.reading.text
    shapes = []
    if DIGIT.search(text):
        shapes.append(("contact-card", _WALLET))
        for one in islice(_IBAN.finditer(text), _MOST):
            if sum(map(str.isdigit, one.group())) >= _FEWEST_DIGITS:
                yield "contact-card", one.start(), one.end()
    if "alias" in text:
        shapes.append(("contact-card", _ALIAS))
    if "/" in text or ":" in text:
        shapes.append(("contact-handle", _FORUM))
    for rule, shape in shapes:
        yield from ((rule, one.start(), one.end()) for one in islice(shape.finditer(text), _MOST))
    if "_" in text:
        for one in islice(_UNDERSCORED.finditer(text), _MOST):
            if one.end() - one.start() >= _SHORTEST_NAME:
                yield "contact-handle", one.start(), one.end()
    yield from _said_marks(words)


def _said_marks(words: Words) -> Iterator[Place]:
    """ruda guion bajo 5: nobody says the mark but of a name to type."""
    forms = words.forms
    if _MARKS.isdisjoint(forms):
        return
    for index, form in enumerate(forms):
        if form in _MARKS and (form in _WHOLE or tuple(forms[index : index + 2]) in _SAID_MARKS):
            first, last = max(0, index - 1), min(index + 1, len(forms) - 1)
            yield "contact-handle", words.starts[first], words.ends[last]
            return
