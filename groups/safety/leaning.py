"""How much a text leans to a kind: words and short runs of words, each with a weight.

Rules know what somebody foresaw; people say it otherwise. The weights (`rules/leanings.txt`) are
learned from labelled sentences by `python -m bench.learn`: what they add up to finds what no rule
says in so many words, and takes a rule back where everything else in the text speaks against it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from math import sqrt
from typing import NamedTuple

from .tenses import tense_of
from .words import Words

WINDOW = 48  # words that are weighed together: about three sentences
STEP = WINDOW // 2
_ENDINGS = (
    "aciones amente acion mente iendo ieron ando aron adas ados idas idos ness edly "
    "ada ado ida ido ing ers er ed es ly an en s a o e"
).split()
_ENDED = tuple(_ENDINGS)
_ROOT = 4  # letters that a root keeps
_LONG = 7  # letters of a word that loses whole endings; shorter ones lose a letter
_START, _GAP = "^", "_"

Weights = tuple[float, ...]


class Lean(NamedTuple):
    """What the words first to last, both included, add up to for one kind."""

    kind: str
    weight: float
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Bar:
    """From `finds` on a text is a finding by its leaning alone; below `keeps` no rule stands."""

    finds: float
    keeps: float
    begins: float = 0.0  # what no word at all weighs


@dataclass(frozen=True, slots=True)
class Leanings:
    """Weights of cues, in the order of `bars`; a cue that is not there weighs nothing."""

    bars: Mapping[str, Bar]
    weights: Mapping[str, Weights]

    def of(self, words: Words) -> list[Lean]:
        """Every window's weight for every kind. More cues weigh less each."""
        if not self.bars or not words.forms:
            return []
        rows = [self._row(cues) for cues in _each_once(words)]
        counts = [0, *accumulate(count for count, _ in rows)]
        leans = []
        for number, (kind, bar) in enumerate(self.bars.items()):
            sums = [0.0, *accumulate(row[number] for _, row in rows)]
            for begin, end in _windows(len(rows)):
                count = counts[end] - counts[begin]
                share = 1 / sqrt(count) if count else 0.0
                weight = bar.begins + share * (sums[end] - sums[begin])
                leans.append(Lean(kind, weight, begin, end - 1))
        return leans

    def _row(self, cues: list[str]) -> tuple[int, Weights]:
        """How many cues that end at a word weigh anything, and what they weigh together."""
        get = self.weights.get
        known = [row for row in map(get, cues) if row is not None]
        if len(known) > 1:
            return len(known), tuple(map(sum, zip(*known, strict=True)))
        return len(known), known[0] if known else self._nothing

    @property
    def _nothing(self) -> Weights:
        return (0.0,) * len(self.bars)

    def finds(self, lean: Lean) -> bool:
        return lean.weight >= self.bars[lean.kind].finds

    def keeps(self, lean: Lean) -> bool:
        return lean.weight >= self.bars[lean.kind].keeps

    def place(self, lean: Lean, words: Words) -> tuple[int, int]:
        """The first and last word of the stretch in it that speaks most for the kind."""
        number = list(self.bars).index(lean.kind)
        rows = [self._row(cues)[1][number] for cues in _each_once(words)]
        best, here, begun, found = 0.0, 0.0, lean.first, (lean.first, lean.last)
        for index in range(lean.first, lean.last + 1):
            if here <= 0:
                here, begun = 0.0, index
            here += rows[index]
            if here > best:
                best, found = here, (begun, index)
        return found


NONE = Leanings({}, {})


def _windows(count: int) -> Iterator[tuple[int, int]]:
    """Stretches of WINDOW words, each sharing half with the next; begin and end as in a slice."""
    for begin in range(0, max(count - STEP, 1), STEP):
        yield begin, min(begin + WINDOW, count)


def cues_of(words: Words) -> set[str]:
    """All cues of a text: what is learned from."""
    return {cue for cues in _each_once(words) for cue in cues}


def _each_once(words: Words) -> Iterator[list[str]]:
    """For each word the cues that end there, without those said in the last WINDOW words."""
    said: dict[str, int] = {}
    known: dict[str, tuple[str, list[str]]] = {}
    sentence, before = -1, [_START]
    for index, form in enumerate(words.forms):
        if words.sentences[index] != sentence:
            sentence, before = words.sentences[index], [_START]
        if form not in known:
            root = root_of(form)
            known[form] = root, _alone(form, root)
        root, alone = known[form]
        cues = alone + _runs(before, root)
        before.append(root)
        fresh = [cue for cue in cues if index - said.get(cue, -WINDOW) >= WINDOW]
        said.update(dict.fromkeys(fresh, index))
        yield fresh


def root_of(form: str) -> str:
    """The word without what changes at its end; a number is `#`."""
    if form[0].isdigit():
        return "#"
    if len(form) < _LONG:
        return form[:-1] if len(form) > _ROOT and form[-1] in "aoes" else form
    if form.endswith(_ENDED):
        for ending in _ENDINGS:
            if form.endswith(ending) and len(form) - len(ending) >= _ROOT:
                return form[: -len(ending)]
    return form


def _alone(form: str, root: str) -> list[str]:
    """The word's root, itself, its beginnings, its tense."""
    cues = [root]
    if form != root:
        cues.append("=" + form)
    if len(form) > _ROOT:
        cues.append(form[:_ROOT] + "*")
    if len(form) > _ROOT + 1:
        cues.append(form[: _ROOT + 1] + "*")
    tense = tense_of(form)
    if tense is not None:
        cues.append(tense)
    return cues


def _runs(before: list[str], root: str) -> list[str]:
    """Runs of two and three, with and without what stands between, from the sentence's start."""
    cues = [f"{before[-1]} {root}"]
    if len(before) > 1:
        cues += [f"{before[-2]} {before[-1]} {root}", f"{before[-2]} {_GAP} {root}"]
    if len(before) > 2:
        cues.append(f"{before[-3]} {_GAP}{_GAP} {root}")
    return cues


class WeightsError(ValueError):
    """A line of the weights cannot be read; `.line` is its number."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line


def read(text: str) -> Leanings:
    """`kind <tab> finds <tab> keeps <tab> begins` lines, an empty one, then
    `cue <tab> weight …`, a weight in hundredths for each kind in that order."""
    bars: dict[str, Bar] = {}
    weights: dict[str, Weights] = {}
    lines = enumerate(text.splitlines(), 1)
    for number, line in lines:
        if not line:
            break
        if not line.startswith("# "):
            name, *values = line.split("\t")
            try:
                bars[name] = Bar(*map(float, values))
            except (ValueError, TypeError) as no:
                raise WeightsError(number, f"{name!r} needs three numbers") from no
    for number, line in lines:
        name, *values = line.split("\t")
        try:
            weights[name] = tuple([int(value) / 100 if value else 0.0 for value in values])
        except ValueError as no:
            raise WeightsError(number, f"{name!r} needs whole numbers") from no
        if len(values) != len(bars):
            raise WeightsError(number, f"{name!r} needs {len(bars)} weights")
    return Leanings(bars, weights)
