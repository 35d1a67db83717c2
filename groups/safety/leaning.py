"""How much a text leans to a kind: words and short runs of words, each with a weight.

Rules know what somebody foresaw; people say it otherwise. The weights (`rules/leanings.txt`) are
learned from labelled sentences by `python -m bench.learn`: what they add up to finds what no rule
says in so many words, and takes a rule back where everything else in the text speaks against it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
_MOST_BEFORE = 3  # words that a run looks back
_START, _GAP = "^", "_"

TALE = "tale"  # not a kind: telling what happened to oneself, which is never a finding (product h)

UNIT = 0.02
FEWEST = 12  # cues of about three words
_NOTHING = 128

Row = tuple[int, tuple[int, ...]]


class Lean(NamedTuple):
    """What the words first to last, both included, add up to."""

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
    """Weights of cues, in the order of `bars`; a cue that is not there weighs nothing.

    A weight is a byte: 128 is nothing, and each more or less is UNIT.
    """

    bars: Mapping[str, Bar]
    weights: Mapping[str, bytes]

    def of(self, words: Words) -> Leaning:
        rows = [self._row(cues) for cues in _each_once(words)] if self.bars else []
        return Leaning(self, rows)

    def _row(self, cues: list[str]) -> Row:
        """How many of the cues weigh anything, and what they weigh together for each kind."""
        if not cues:
            return 0, ()
        get = self.weights.get
        known = [row for row in map(get, cues) if row is not None]
        if not known:
            return 0, ()
        none = _NOTHING * len(known)
        return len(known), tuple([sum(column) - none for column in zip(*known, strict=True)])


class Leaning:
    """What one text leans to."""

    def __init__(self, leanings: Leanings, rows: Sequence[Row]) -> None:
        self._bars = leanings.bars
        self._rows = rows
        counts = [0, *accumulate(count for count, _ in rows)]
        self._windows = [
            (begin, end, UNIT * share_of(counts[end] - counts[begin]))
            for begin, end in _windows(len(rows))
            if counts[end] > counts[begin]
        ]
        self._leans = {kind: list(self._weighed(kind)) for kind in self._bars}
        self._told = [lean for lean in self._leans.get(TALE, ()) if self._finds(TALE, lean)]

    def _weighed(self, kind: str) -> Iterator[Lean]:
        """Every window's weight. More cues weigh less each."""
        begins = self._bars[kind].begins
        sums = [0, *accumulate(self._of_words(kind))]
        for begin, end, share in self._windows:
            yield Lean(begins + share * (sums[end] - sums[begin]), begin, end - 1)

    def _of_words(self, kind: str) -> Iterator[int]:
        number = list(self._bars).index(kind)
        return (row[number] if row else 0 for _, row in self._rows)

    def _finds(self, kind: str, lean: Lean) -> bool:
        return lean.weight >= self._bars[kind].finds

    def keeps(self, kind: str, first: int, last: int) -> bool:
        """Does anything lean to the kind at all, and are these words more than a tale?

        A kind that nobody weighed always stands. Danger does even in a tale: it may not be over.
        """
        leans = self._leans.get(kind)
        if not leans:
            return True
        if kind != "danger" and self._is_told(first, last):
            return False
        return max(leans).weight >= self._bars[kind].keeps

    def _is_told(self, first: int, last: int) -> bool:
        return any(lean.first <= first and last <= lean.last for lean in self._told)

    def found(self) -> Iterator[tuple[str, int, int]]:
        """Kinds that the text leans to so much that it needs no rule, each with the first and the
        last word of the stretch that speaks most for it."""
        for kind, leans in self._leans.items():
            heaviest = max(leans, default=None)
            if kind == TALE or heaviest is None or not self._finds(kind, heaviest):
                continue
            if self.keeps(kind, heaviest.first, heaviest.last):
                yield kind, *self._place(kind, heaviest)

    def _place(self, kind: str, lean: Lean) -> tuple[int, int]:
        words = list(self._of_words(kind))
        best, here, begun, found = 0, 0, lean.first, (lean.first, lean.last)
        for index in range(lean.first, lean.last + 1):
            if here <= 0:
                here, begun = 0, index
            here += words[index]
            if here > best:
                best, found = here, (begun, index)
        return found


NONE = Leanings({}, {})


def share_of(count: int) -> float:
    """What each of so many cues weighs. One word alone says little, however heavy it is."""
    return 1 / sqrt(max(count, FEWEST))


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
    runs: dict[tuple[str, ...], list[str]] = {}
    sentence = -1
    before: tuple[str, ...] = (_START,)
    for index, form in enumerate(words.forms):
        if words.sentences[index] != sentence:
            sentence, before = words.sentences[index], (_START,)
        if form not in known:
            root = root_of(form)
            known[form] = root, _alone(form, root)
        root, alone = known[form]
        run = (*before, root)
        if run not in runs:
            runs[run] = _runs(before, root)
        before = run[-_MOST_BEFORE:]
        latest = index - WINDOW
        fresh = [cue for cue in (*alone, *runs[run]) if said.get(cue, -WINDOW) <= latest]
        for cue in fresh:
            said[cue] = index
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


def _runs(before: tuple[str, ...], root: str) -> list[str]:
    """Runs of two and three, with and without what stands between, from the sentence's start."""
    cues = [f"{before[-1]} {root}"]
    if len(before) > 1:
        cues += [f"{before[-2]} {before[-1]} {root}", f"{before[-2]} {_GAP} {root}"]
    if len(before) == _MOST_BEFORE:
        cues.append(f"{before[-3]} {_GAP}{_GAP} {root}")
    return cues


class WeightsError(ValueError):
    """A line of the weights cannot be read; `.line` is its number."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line


def read(text: str) -> Leanings:
    """`kind <tab> finds <tab> keeps <tab> begins` lines, an empty one, then
    `cue <tab> weight …`, a weight in UNITs (-127 to 127) for each kind in that order."""
    bars: dict[str, Bar] = {}
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
    weights: dict[str, bytes] = {}
    shared: dict[str, bytes] = {}  # many cues weigh the same
    for number, line in lines:
        name, _, row = line.partition("\t")
        if row not in shared:
            shared[row] = _as_bytes(number, name, row.split("\t"), len(bars))
        weights[name] = shared[row]
    return Leanings(bars, weights)


def _as_bytes(number: int, name: str, values: list[str], count: int) -> bytes:
    if len(values) != count:
        raise WeightsError(number, f"{name!r} needs {count} weights")
    try:
        return bytes([_NOTHING + int(value or 0) for value in values])
    except ValueError as no:
        raise WeightsError(number, f"{name!r} needs whole numbers from -127 to 127") from no
