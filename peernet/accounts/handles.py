"""Draws a handle: two plain words and a number, so that nobody can test for a chosen name."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from .models import Account, digest_of

_FILES = Path(__file__).with_name("words")
FIRST = (_FILES / "first.txt").read_text(encoding="utf-8").split()
SECOND = (_FILES / "second.txt").read_text(encoding="utf-8").split()

_FEWEST, _MOST = 1000, 9999  # its number


def draw() -> str:
    """A handle nobody has, such as `calm-river-4821` (some 150 million there are)."""
    while True:
        number = _FEWEST + secrets.randbelow(_MOST - _FEWEST + 1)
        handle = f"{secrets.choice(FIRST)}-{secrets.choice(SECOND)}-{number}"
        if not Account.objects.filter(handle_digest=digest_of(handle)).exists():
            return handle


def tells(name: str, digest: str) -> bool:
    """Does a name hold two of the three parts of the handle with this digest, or all, however they
    are put together? Only its digest is kept, so what the third part could be is tried out."""
    return any(digest_of(handle) == digest for handle in (name, *_handles_in(name)))


def _handles_in(name: str) -> Iterator[str]:
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(filter(str.isalpha, plain))
    digits = "".join(c for c in plain if c.isascii() and c.isdigit())
    firsts = [word for word in FIRST if word in letters]
    seconds = [word for word in SECOND if word in letters]
    numbers = [digits[n : n + 4] for n in range(len(digits) - 3)]
    every = [str(number) for number in range(_FEWEST, _MOST + 1)]
    for parts in ((firsts, seconds, every), (firsts, SECOND, numbers), (FIRST, seconds, numbers)):
        yield from map("-".join, product(*parts))
