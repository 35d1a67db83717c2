"""What stands around a finding and silences it: denial, the past, somebody else's words, lessons.

Telling what happened to oneself must never be a finding. The frames themselves are patterns
(`rules/context.toml`); here is only how far each of them reaches.
"""

from __future__ import annotations

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


def standing(found: Iterable[tuple[Frame, Hit]], words: Words) -> list[tuple[Frame, Hit]]:
    """The frames whose sentence lets them stand."""
    forms: dict[int, list[str]] = {}
    for form, sentence in zip(words.forms, words.sentences, strict=True):
        forms.setdefault(sentence, []).append(form)
    sets = {sentence: frozenset(said) for sentence, said in forms.items()}
    return [
        (frame, at)
        for frame, at in found
        if len(forms[words.sentences[at.last]]) > frame.longer_than
        and frame.without.isdisjoint(sets[words.sentences[at.last]])
    ]


def is_silenced(
    hit: Hit, unless: frozenset[str], frames: list[tuple[Frame, Hit]], words: Words
) -> bool:
    """Whether a frame that the rule names reaches this hit."""
    if "quoted" in unless and words.quoted[hit.first] and words.quoted[hit.last]:
        return True
    return any(frame.name in unless and _reaches(frame, at, hit, words) for frame, at in frames)


def is_borne_out(
    hit: Hit, needs: frozenset[str], frames: list[tuple[Frame, Hit]], words: Words
) -> bool:
    """Whether every idea that the rule needs stands around this hit too."""
    if not needs:
        return True
    found = {
        frame.name
        for frame, at in frames
        if frame.name in needs and _reaches(frame, at, hit, words)
    }
    return found == needs


def _reaches(frame: Frame, at: Hit, hit: Hit, words: Words) -> bool:
    if frame.reach == "text":
        return True
    if frame.reach == "over":
        return at.first <= hit.last and hit.first <= at.last
    if words.sentences[at.last] != words.sentences[hit.first]:
        return False
    if frame.reach == "sentence":
        return not _is_stopped(frame, at, hit, words)
    if frame.reach == "near":
        return _is_near(frame, at, hit, words)
    return at.first < hit.first and not _is_stopped(frame, at, hit, words)


def _is_near(frame: Frame, at: Hit, hit: Hit, words: Words) -> bool:
    """A comma between them ends it too: "this is not private, write to me there"."""
    if not at.last < hit.first <= at.last + _NEAR + 1 or _is_stopped(frame, at, hit, words):
        return False
    return not any("," in words.gap(index) for index in range(at.last, hit.first))


def _is_stopped(frame: Frame, at: Hit, hit: Hit, words: Words) -> bool:
    first, last = sorted((at.last, hit.first))
    return any(words.forms[index] in frame.stops for index in range(first + 1, last + 1))
