"""What stands around a finding and silences it: denial, the past, somebody else's words, lessons.

Telling what happened to oneself must never be a finding. The frames themselves are patterns
(`rules/context.toml`); here is only how far each of them reaches.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from .phrases import Hit
from .words import Words

# before: the frame begins earlier in the same sentence; near: it ends at most three words before, no comma between;
# sentence, text: anywhere in it; over: it shares a word with the finding.
REACHES = frozenset({"before", "near", "sentence", "text", "over"})
_NEAR = 3


@dataclass(frozen=True, slots=True)
class Frame:
    """A kind of context; one of `stops` between it and the finding ends its reach.

    It stands only in a sentence of more than `longer_than` words that holds none of `without`.
    """

    name: str
    reach: str
    stops: frozenset[str]
    without: frozenset[str] = frozenset()
    longer_than: int = 0


class Around:
    """The frames of one text that its sentences let stand, and which of them reach a hit."""

    def __init__(self, found: Iterable[tuple[Frame, Hit]], words: Words) -> None:
        self._words = words
        self._stops: dict[frozenset[str], list[int]] = {}
        self._frames: dict[str, list[tuple[Frame, Hit]]] = {}
        forms: dict[int, list[str]] = {}
        for form, sentence in zip(words.forms, words.sentences, strict=True):
            forms.setdefault(sentence, []).append(form)
        sets = {sentence: frozenset(said) for sentence, said in forms.items()}
        for frame, at in found:
            sentence = words.sentences[at.last]
            is_long = len(forms[sentence]) > frame.longer_than
            if is_long and frame.without.isdisjoint(sets[sentence]):
                self._frames.setdefault(frame.name, []).append((frame, at))

    def silences(self, hit: Hit, unless: frozenset[str]) -> bool:
        """Whether a frame that the rule names reaches this hit."""
        quoted = self._words.quoted
        if "quoted" in unless and quoted[hit.first] and quoted[hit.last]:
            return True
        return any(self._is_reached(hit, name) for name in unless)

    def bears_out(self, hit: Hit, needs: frozenset[str]) -> bool:
        """Whether every idea that the rule needs stands around this hit too."""
        return all(self._is_reached(hit, name) for name in needs)

    def _is_reached(self, hit: Hit, name: str) -> bool:
        return any(self._reaches(frame, at, hit) for frame, at in self._frames.get(name, ()))

    def _reaches(self, frame: Frame, at: Hit, hit: Hit) -> bool:
        if frame.reach == "text":
            return True
        if frame.reach == "over":
            return at.first <= hit.last and hit.first <= at.last
        if self._words.sentences[at.last] != self._words.sentences[hit.first]:
            return False
        if frame.reach == "sentence":
            return not self._is_stopped(frame, at, hit)
        if frame.reach == "near":
            return self._is_near(frame, at, hit)
        return at.first < hit.first and not self._is_stopped(frame, at, hit)

    def _is_near(self, frame: Frame, at: Hit, hit: Hit) -> bool:
        """A comma between them ends it too: "this is not private, write to me there"."""
        if not at.last < hit.first <= at.last + _NEAR + 1 or self._is_stopped(frame, at, hit):
            return False
        return not any("," in self._words.gap(index) for index in range(at.last, hit.first))

    def _is_stopped(self, frame: Frame, at: Hit, hit: Hit) -> bool:
        """Does a stop stand between them? Looked up, not walked: a sentence may be 900 words."""
        places = self._stops.get(frame.stops)
        if places is None:
            forms = enumerate(self._words.forms)
            places = [index for index, form in forms if form in frame.stops]
            self._stops[frame.stops] = places
        first, last = sorted((at.last, hit.first))
        return bisect_right(places, last) > bisect_right(places, first)
