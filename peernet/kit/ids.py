"""Random, opaque ids: they say nothing of who, when or how many."""

from __future__ import annotations

import re
import secrets
import string

_FIRST = string.ascii_letters + string.digits
_LENGTH = 16  # 62 ** 16: about 95 bits


def new_id() -> str:
    """16 letters and digits; fits the contract's `[A-Za-z0-9_-]`, begins with a letter or digit."""
    number, letters = secrets.randbelow(len(_FIRST) ** _LENGTH), []
    for _ in range(_LENGTH):  # one draw for all letters: one for each is six times slower
        number, letter = divmod(number, len(_FIRST))
        letters.append(_FIRST[letter])
    return "".join(letters)


PATTERN = "[A-Za-z0-9][A-Za-z0-9_-]{9,21}"
ID = re.compile(PATTERN + r"\Z")


def known_id(text: str) -> str:
    """The text if it may be an id, else "": nothing else from outside reaches a query."""
    return text if ID.match(text) else ""


class OpaqueId:
    """`<id:…>` in an address: such an id, and nothing that could upset a database."""

    regex = PATTERN

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
