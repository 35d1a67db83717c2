"""What a misspelled or disguised word was meant to be, among the words the rules know."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

_LEET = str.maketrans("013457$@!", "oieastsai")
_LEET_L = str.maketrans("013457$@!", "oleastsal")
_LONG_RUN = re.compile(r"(.)\1{2,}")
_DOUBLE = re.compile(r"(.)\1+")
_SHORTEST_SLIP = 6  # shorter words are too close to other words to guess
_SHORTEST_SOUND = 4
_LONGEST = 24
# How Spanish is written by ear: each pair sounds (nearly) the same.
_BY_EAR = (
    ("qu", "k"),
    ("ce", "se"),
    ("ci", "si"),
    ("ch", "x"),
    ("c", "k"),
    ("z", "s"),
    ("v", "b"),
    ("ll", "y"),
    ("ge", "je"),
    ("gi", "ji"),
    ("h", ""),
    ("w", "gu"),
    ("gue", "ge"),
)


class Spelling:
    """Looks words up by what they sound like and by one slip of the finger."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = frozenset(known)
        self._sounds = {sound(word): word for word in sorted(known) if len(word) >= _SHORTEST_SOUND}
        self._slips = {
            shorter: word
            for word in sorted(known)
            if len(word) >= _SHORTEST_SLIP and word.isalpha()
            for shorter in _shorter(word)
        }

    def meant(self, form: str) -> str | None:
        """The known word behind an unknown one, or None."""
        if form.isdigit() or len(form) > _LONGEST:
            return None
        for candidate in _undisguised(form):
            if candidate in self._known:
                return candidate
        return self._by_sound_or_slip(form)

    def _by_sound_or_slip(self, form: str) -> str | None:
        if len(form) < _SHORTEST_SOUND or not form.isalpha():
            return None
        heard = self._sounds.get(sound(form))
        if heard is not None or len(form) < _SHORTEST_SLIP - 1:
            return heard
        return self._slip(form)

    def _slip(self, form: str) -> str | None:
        """A letter missing, one too many, or two that changed places."""
        if form in self._slips:
            return self._slips[form]
        meant: list[str] = [
            *(_shorter(form) if len(form) > _SHORTEST_SLIP else ()),
            *_swapped(form),
        ]
        # Most forms are nobody's slip, which a set tells sooner than one word after the other.
        if self._known.isdisjoint(meant):
            return None
        return next(word for word in meant if word in self._known)


def sound(word: str) -> str:
    for written, heard in _BY_EAR:
        word = word.replace(written, heard)
    return _DOUBLE.sub(r"\1", word)


def _undisguised(form: str) -> Iterable[str]:
    squeezed = form
    if _DOUBLE.search(form):
        squeezed = _LONG_RUN.sub(r"\1", form)
        yield squeezed
        yield _LONG_RUN.sub(r"\1\1", form)
        yield _DOUBLE.sub(r"\1", form) if squeezed != form else form
    if not form.isalpha():
        yield squeezed.translate(_LEET)
        yield squeezed.translate(_LEET_L)


def _shorter(word: str) -> list[str]:
    """In order: of two guesses every process makes the same."""
    return [word[:n] + word[n + 1 :] for n in range(1, len(word))]


def _swapped(word: str) -> list[str]:
    return [word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in range(len(word) - 1)]
