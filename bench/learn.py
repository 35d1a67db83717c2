"""Learns what words lean to which kind, from the labelled sentences of `tests/data/`.

    python -m bench.learn          writes groups/safety/rules/leanings.txt (about two minutes)

A linear support vector machine by dual coordinate descent (Hsieh et al. 2008), in plain Python so
that nothing need be installed: the same seed gives the same file. What is kept apart for measuring
(`bench/second_look.py`) is never learned from.
"""

from __future__ import annotations

import random
import sys
import zlib
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.sentences import Sentence, to_learn_from  # noqa: E402
from groups.safety.book import FOLDER, LEANINGS, Rules, load_rules  # noqa: E402
from groups.safety.leaning import TALE, UNIT, Bar, cues_of, share_of, told_by  # noqa: E402
from groups.safety.reading import normalise  # noqa: E402
from groups.safety.scan import look  # noqa: E402
from groups.safety.words import cut  # noqa: E402

KINDS = ("identity", "solicitation", "recruitment", "crisis", "danger", "abuse", TALE)
SEEN_AT_LEAST = 4  # texts a cue must stand in
STRICTNESS = 1.2
EPOCHS = 12
FOLDS = 5
# Of everything that is found, by a rule or alone, so many are right in texts it was not learned from
# (half of those were made to mislead: of what people write more is), and so few tales are found.
RIGHT_AT_LEAST = {
    "crisis": 0.88,
    "danger": 0.87,
    "abuse": 0.83,
    "solicitation": 0.86,
    "recruitment": 0.88,
    "identity": 0.88,
}
# A cry for help that is missed weighs more than a card shown to somebody who tells of the past.
MOST_TALES = {"crisis": 0.003, "danger": 0.004}
MOST_TALES_ELSE = 0.0006
# Of ordinary talk, for each kind. Rooms hold little else.
MOST_ORDINARY = {"danger": 0.008, "solicitation": 0.008, "abuse": 0.01}
MOST_ORDINARY_ELSE = 0.004
DOUBTS = (0.0, 0.25, 0.5, 0.75)
KEEPS = {"crisis": (-0.8,), "danger": (-0.8,)}  # what a rule hears is hardly ever taken back
KEEPS_ELSE = (-0.8, -0.6, -0.4)
NO_BAR = Bar(0.0, 0.0)  # of a tale, which is no finding
LIGHTEST = 7  # UNITs; a cue lighter than that for every kind is left out


@dataclass(frozen=True)
class Text:
    """A sentence by the numbers of its cues, with what its labels and the rules say."""

    cues: tuple[int, ...]
    share: float
    kinds: frozenset[str]
    ruled: frozenset[str]
    is_ordinary: bool = False
    fold: int = 0  # what is written twice stands in one


@dataclass(frozen=True)
class Line:
    """A direction in the space of cues."""

    weights: list[float]
    begins: float

    def of(self, text: Text) -> float:
        return self.begins + text.share * sum([self.weights[cue] for cue in text.cues])


def texts_of(sentences: Sequence[Sentence]) -> tuple[list[str], list[Text]]:
    """The cues' names by number, and the sentences by these numbers."""
    rules = load_rules()
    named = [_names(sentence.text, rules) for sentence in sentences]
    counts = Counter(name for names in named for name in names)
    names = sorted(name for name, count in counts.items() if count >= SEEN_AT_LEAST)
    numbers = {name: number for number, name in enumerate(names)}
    texts = []
    for sentence, said in zip(sentences, named, strict=True):
        cues = tuple(sorted(numbers[name] for name in said if name in numbers))
        ruled = frozenset(finding.kind for finding in look(rules, sentence.text))
        is_tale = sentence.is_disclosure and not sentence.kinds
        kinds = sentence.kinds | {TALE} if is_tale else sentence.kinds
        fold = zlib.crc32(sentence.text.encode()) % FOLDS
        texts.append(Text(cues, share_of(len(cues)), kinds, ruled, sentence.is_ordinary, fold))
    return names, texts


def examples() -> list[Sentence]:
    """What the rule files themselves promise to find, and to be silent on."""
    rules = load_rules()
    fire = [(text, frozenset({rule.kind})) for rule in rules.rules for text in rule.fires]
    silent = [text for rule in rules.rules for text in rule.silent]
    said = [(text, frozenset(one.kind for one in look(rules, text))) for text in silent]
    return [Sentence(text, kinds, "en", is_disclosure=False) for text, kinds in [*fire, *said]]


def _names(text: str, rules: Rules) -> set[str]:
    return cues_of(cut(normalise(text), rules.expansions, rules.joins))


def learn(texts: Sequence[Text], kind: str, size: int) -> Line:
    """The widest margin between texts of a kind and all others."""
    weights, begins = [0.0] * size, 0.0
    pulls = [0.0] * len(texts)
    slack = 1 / (2 * STRICTNESS)
    chance = random.Random(kind)
    order = list(range(len(texts)))
    for _ in range(EPOCHS):
        chance.shuffle(order)
        for number in order:
            text, pull = texts[number], pulls[number]
            side = 1.0 if kind in text.kinds else -1.0
            said = begins + text.share * sum([weights[cue] for cue in text.cues])
            wrong = side * said - 1 + slack * pull
            if not pull and wrong >= 0:
                continue
            # Its own length and that of the constant; a short text weighs less than one.
            long = 1 + text.share**2 * len(text.cues)
            pulls[number] = max(0.0, pull - wrong / (long + slack))
            step = (pulls[number] - pull) * side
            if step:
                begins += step
                for cue in text.cues:
                    weights[cue] += step * text.share
    return Line(weights, begins)


def unseen_weights(texts: Sequence[Text], kind: str, size: int) -> list[float]:
    """What each text weighs to a line that was learned without it."""
    found = [0.0] * len(texts)
    for fold in range(FOLDS):
        line = learn([text for text in texts if text.fold != fold], kind, size)
        for number, text in enumerate(texts):
            if text.fold == fold:
                found[number] = line.of(text)
    return found


def bar_of(
    texts: Sequence[Text], kind: str, weighed: Sequence[float], tales: Sequence[float]
) -> Bar:
    """The bar that finds most and stays within what is allowed; `weighed` and `tales` are what each
    text leans to the kind and to a tale. ValueError where no bar does."""
    told = [told_by(weight) for weight in tales]
    found: list[tuple[int, Bar]] = []
    for doubts, keeps in product(DOUBTS, KEEPS.get(kind, KEEPS_ELSE)):
        adjusted = [weight - doubts * tale for weight, tale in zip(weighed, told, strict=True)]
        right, finds = _lowest(texts, kind, adjusted, keeps)
        if finds is not None:
            found.append((right, Bar(finds, keeps, doubts=doubts)))
    return max(found, key=lambda one: one[0])[1]


def _lowest(
    texts: Sequence[Text], kind: str, weighed: Sequence[float], keeps: float
) -> tuple[int, float | None]:
    """From which weight on a text may be found without a rule, and how many are then found."""
    least = RIGHT_AT_LEAST[kind]
    most_tales = MOST_TALES.get(kind, MOST_TALES_ELSE) * sum(TALE in text.kinds for text in texts)
    most_ordinary = MOST_ORDINARY.get(kind, MOST_ORDINARY_ELSE) * sum(
        text.is_ordinary for text in texts
    )
    # What a rule finds and keeps comes first: no bar takes it back.
    stands = [kind in text.ruled and w >= keeps for w, text in zip(weighed, texts, strict=True)]
    ranked = sorted(zip(stands, weighed, texts, strict=True), key=lambda one: (not one[0], -one[1]))
    number = right = tales = ordinary = 0
    best: tuple[int, float | None] = (0, None)
    for is_ruled, weight, text in ranked:
        number, right = number + 1, right + (kind in text.kinds)
        tales, ordinary = tales + (TALE in text.kinds), ordinary + text.is_ordinary
        is_allowed = tales <= most_tales and ordinary <= most_ordinary
        if not is_ruled and is_allowed and right >= least * number:
            best = (right, weight)
    return best


def _learned(job: tuple[Sequence[Text], str, int]) -> tuple[Line, list[float]]:
    texts, kind, size = job
    return learn(texts, kind, size), unseen_weights(texts, kind, size)


def written(names: Sequence[str], lines: Sequence[Line], bars: Sequence[Bar]) -> str:
    head = [
        f"{kind}\t{bar.finds:.3f}\t{bar.keeps:.3f}\t{line.begins:.3f}\t{bar.doubts:.3f}"
        for kind, line, bar in zip(KINDS, lines, bars, strict=True)
    ]
    rows = []
    for number, name in enumerate(names):
        weights = [_units(line.weights[number]) for line in lines]
        if max(map(abs, weights)) >= LIGHTEST:
            rows.append("\t".join([name, *(str(weight or "") for weight in weights)]))
    about = "# Written by `python -m bench.learn`; what it means stands in leaning.py."
    return "\n".join([about, *head, "", *rows, ""])


def _units(weight: float) -> int:
    return max(-127, min(127, round(weight / UNIT)))


def main() -> None:
    sentences = to_learn_from() + examples()
    random.Random(1).shuffle(sentences)
    names, texts = texts_of(sentences)
    jobs = [(texts, kind, len(names)) for kind in KINDS]
    with ProcessPoolExecutor() as pool:
        learned = list(pool.map(_learned, jobs))
    lines = [line for line, _ in learned]
    tales = learned[KINDS.index(TALE)][1]
    bars = [
        NO_BAR if kind == TALE else bar_of(texts, kind, weighed, tales)
        for kind, (_, weighed) in zip(KINDS, learned, strict=True)
    ]
    (FOLDER / LEANINGS).write_text(written(names, lines, bars), encoding="utf-8")
    print(f"{len(sentences)} sentences, {len(names)} cues")
    for kind, bar in zip(KINDS, bars, strict=True):
        print(f"{kind}: finds {bar.finds:.2f}, keeps {bar.keeps:.2f}, doubts {bar.doubts:.2f}")


if __name__ == "__main__":
    main()
