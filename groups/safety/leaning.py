"""How much a text leans to a kind: words and short runs of words, each with a weight.

Rules know what somebody foresaw; people say it otherwise. The weights (`rules/leanings.txt`) are
learned from labelled sentences by `python -m bench.learn`: what they add up to finds what no rule
says in so many words, and takes a rule back where everything else in the text speaks against it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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

TALE = "tale"  # not a kind: telling what happened to oneself, which is never a finding (product h)

NO_TALE = -1.0  # what leans less to a tale is none at all
SILENCED = 0.25
UNIT = 0.02
FEWEST = 12  # cues of about three words
_NOTHING = 128
# A cue's weights for all kinds stand in one number, a lane for each, so that they are added up at
# once; a window's cues (nine for each of its words at most) never fill a lane.
_LANE = 20
_OF_LANE = (1 << _LANE) - 1


class Lean(NamedTuple):
    """What the words first to last, both included, add up to."""

    weight: float
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Bar:
    """From `finds` on a text is a finding by its leaning alone; below `keeps` no rule stands.

    What leans to a tale weighs `doubts` less, for each unit that it does so.
    """

    finds: float
    keeps: float
    begins: float = 0.0  # what no word at all weighs
    doubts: float = 0.0


@dataclass(frozen=True, slots=True)
class Leanings:
    """Weights of cues (`packed`, in the order of `bars`); a cue that is not there weighs nothing."""

    bars: Mapping[str, Bar]
    weights: Mapping[str, int]
    # Of words that weigh something themselves: their root and what of theirs does.
    _known: dict[str, tuple[str, list[str]]] = field(default_factory=dict, repr=False)

    def of(self, words: Words) -> Leaning:
        return Leaning(self, list(self._weighing(words)) if self.bars else [])

    def _weighing(self, words: Words) -> Iterator[list[str]]:
        weights = self.weights
        for alone, runs in _cues(words, self._alone):
            yield alone + [cue for cue in runs if cue in weights]

    def _alone(self, form: str) -> tuple[str, list[str]]:
        known = self._known.get(form)
        if known is None:
            root, cues = _rooted(form)
            known = root, [cue for cue in cues if cue in self.weights]
            # No other word is remembered: what somebody wrote stays with her text.
            if form in self.weights or f"={form}" in self.weights:
                self._known[form] = known
        return known


class Leaning:
    """How much one text leans to each kind, and to being a tale."""

    def __init__(self, leanings: Leanings, cues: Sequence[list[str]]) -> None:
        self._bars = leanings.bars
        self._weights = leanings.weights
        self._cues = cues
        self._leans: dict[str, list[Lean]] = {kind: [] for kind in self._bars if kind != TALE}
        for begin, end in _windows(len(cues)):
            self._weigh(begin, end)

    def _weigh(self, begin: int, end: int) -> None:
        """What a window leans to. Each cue counts once in it; more cues weigh less each."""
        cues = set().union(*self._cues[begin:end])
        if not cues:
            return
        total = sum(map(self._weights.__getitem__, cues))
        nothing, share = _NOTHING * len(cues), UNIT * share_of(len(cues))
        weights: dict[str, float] = {}
        for kind, bar in self._bars.items():
            weights[kind] = bar.begins + share * ((total & _OF_LANE) - nothing)
            total >>= _LANE
        told = told_by(weights.pop(TALE, NO_TALE))
        for kind, weight in weights.items():
            weight -= self._bars[kind].doubts * told
            self._leans[kind].append(Lean(weight, begin, end - 1))

    def keeps(self, kind: str, first: int, last: int) -> bool:
        """Does anything around these words lean to the kind at all, in spite of what leans to a
        tale? A kind that nobody weighed always stands."""
        leans = self._leans.get(kind, ())
        around = [lean.weight for lean in leans if lean.first <= first and last <= lean.last]
        return not around or max(around) >= self._bars[kind].keeps

    def found(self, silenced: Collection[str] = ()) -> Iterator[tuple[str, int, int]]:
        """Kinds that the text leans to so much that it needs no rule, each with the first and the
        last word of the stretch that speaks most for it. Of kinds whose rule was `silenced` by what
        stands around it ("I do not want to die") it takes more."""
        for kind, leans in self._leans.items():
            least = self._bars[kind].finds + (SILENCED if kind in silenced else 0)
            heaviest = max(leans, default=None)
            if heaviest is not None and heaviest.weight >= least:
                yield kind, *self._place(kind, heaviest)

    def _place(self, kind: str, lean: Lean) -> tuple[int, int]:
        lane = _LANE * list(self._bars).index(kind)
        said: set[str] = set()
        best, here, begun, found = 0, 0, lean.first, (lean.first, lean.last)
        for index in range(lean.first, lean.last + 1):
            if here <= 0:
                here, begun = 0, index
            fresh = set(self._cues[index]) - said
            said |= fresh
            here += sum((self._weights[cue] >> lane & _OF_LANE) - _NOTHING for cue in fresh)
            if here > best:
                best, found = here, (begun, index)
        return found


NONE = Leanings({}, {})


def told_by(weight: float) -> float:
    """How much of a tale something is that leans to one by this weight."""
    return max(0.0, weight - NO_TALE)


def share_of(count: int) -> float:
    """What each of so many cues weighs. One word alone says little, however heavy it is."""
    return 1 / sqrt(max(count, FEWEST))


def _windows(count: int) -> Iterator[tuple[int, int]]:
    """Stretches of WINDOW words, each sharing half with the next; begin and end as in a slice."""
    for begin in range(0, max(count - STEP, 1), STEP):
        yield begin, min(begin + WINDOW, count)


def cues_of(words: Words) -> set[str]:
    """All cues of a text: what is learned from."""
    return {cue for alone, runs in _cues(words, _rooted) for cue in (*alone, *runs)}


def _rooted(form: str) -> tuple[str, list[str]]:
    root = root_of(form)
    return root, _of_word(form, root)


def _cues(
    words: Words, alone: Callable[[str], tuple[str, list[str]]]
) -> Iterator[tuple[list[str], list[str]]]:
    """For each word the cues that it is itself, and the runs that end with it: of two and three,
    with and without what stands between, from its sentence's start."""
    sentence = -1
    one = two = three = ""  # the words before, the nearest first
    for form, at in zip(words.forms, words.sentences, strict=True):
        if at != sentence:
            sentence, one, two, three = at, _START, "", ""
        root, cues = alone(form)
        runs = [f"{one} {root}"]
        if two:
            runs += (f"{two} {one} {root}", f"{two} {_GAP} {root}")
        if three:
            runs.append(f"{three} {_GAP}{_GAP} {root}")
        one, two, three = root, one, two
        yield cues, runs


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


def _of_word(form: str, root: str) -> list[str]:
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


class WeightsError(ValueError):
    """A line of the weights cannot be read; `.line` is its number."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line


def read(text: str) -> Leanings:
    """`kind <tab> finds <tab> keeps <tab> begins <tab> doubts` lines, an empty one, then
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
                raise WeightsError(number, f"{name!r} needs four numbers") from no
    weights: dict[str, int] = {}
    shared: dict[str, int] = {}  # many cues weigh the same
    for number, line in lines:
        name, _, row = line.partition("\t")
        if row not in shared:
            shared[row] = _as_number(number, name, row.split("\t"), len(bars))
        weights[name] = shared[row]
    return Leanings(bars, weights)


def _as_number(number: int, name: str, values: list[str], count: int) -> int:
    if len(values) != count:
        raise WeightsError(number, f"{name!r} needs {count} weights")
    try:
        return packed([int(value or 0) for value in values])
    except ValueError as no:
        raise WeightsError(number, f"{name!r} needs whole numbers from -127 to 127") from no


def packed(weights: Sequence[int]) -> int:
    """Weights in UNITs, -127 to 127 (else ValueError), as one number."""
    if not all(-_NOTHING < weight < _NOTHING for weight in weights):
        raise ValueError("a weight is from -127 to 127")
    return sum(_NOTHING + weight << _LANE * lane for lane, weight in enumerate(weights))
