"""Learns what words lean to which kind, from the labelled sentences of `tests/data/`.

    python -m bench.learn          writes groups/safety/rules/leanings.txt (about two minutes)

A linear support vector machine by dual coordinate descent (Hsieh et al. 2008), in plain Python so
that nothing need be installed: the same seed gives the same file. What is kept apart for measuring
(`bench/second_look.py`) is never learned from.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.sentences import Sentence, to_learn_from  # noqa: E402
from groups.safety.book import FOLDER, LEANINGS, Rules, load_rules  # noqa: E402
from groups.safety.leaning import TALE, UNIT, cues_of, share_of  # noqa: E402
from groups.safety.reading import normalise  # noqa: E402
from groups.safety.scan import look  # noqa: E402
from groups.safety.words import cut  # noqa: E402

KINDS = ("identity", "solicitation", "recruitment", "crisis", "danger", "abuse", TALE)
SEEN_AT_LEAST = 3  # texts a cue must stand in
STRICTNESS = 3.0
EPOCHS = 12
FOLDS = 5
# Where a leaning alone is enough: so many of those found are right, so few tales among them.
RIGHT_AT_LEAST = {"crisis": 0.78, "danger": 0.78}
RIGHT_ELSE = 0.85
# A cry for help that is missed weighs more than a card shown to somebody who tells of the past.
MOST_TALES = {"crisis": 0.004, "danger": 0.003}
MOST_TALES_ELSE = 0.001
# Where a rule is taken back: at most so many of its true findings are lost. None of a cry for help.
MOST_LOST = {"crisis": 0.0, "danger": 0.0}
MOST_LOST_ELSE = 0.01
# What leans to a tale is none of these; so many true ones of them may be taken for tales.
TOLD = frozenset({"identity", "solicitation", "recruitment", "crisis", "abuse"})
MOST_TAKEN_FOR_TALES = 0.03
LIGHTEST = 4  # UNITs; a cue lighter than that for every kind is left out


@dataclass(frozen=True)
class Text:
    """A sentence by the numbers of its cues, with what its labels and the rules say."""

    cues: tuple[int, ...]
    share: float
    kinds: frozenset[str]
    ruled: frozenset[str]


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
        texts.append(Text(cues, share_of(len(cues)), kinds, ruled))
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
        line = learn([t for n, t in enumerate(texts) if n % FOLDS != fold], kind, size)
        for number in range(fold, len(texts), FOLDS):
            found[number] = line.of(texts[number])
    return found


def bars_of(texts: Sequence[Text], kind: str, weighed: Sequence[float]) -> tuple[float, float]:
    """`finds` and `keeps` of a kind (leaning.Bar)."""
    ranked = sorted(zip(weighed, texts, strict=True), key=lambda one: -one[0])
    if kind == TALE:
        true = [weight for weight, text in ranked if text.kinds & TOLD]
        return true[int(MOST_TAKEN_FOR_TALES * len(true))], 0.0
    tales = sum(TALE in text.kinds for text in texts)
    right = told = 0
    finds = ranked[0][0] + 1
    for number, (weight, text) in enumerate(ranked, 1):
        right += kind in text.kinds
        told += TALE in text.kinds
        if told > MOST_TALES.get(kind, MOST_TALES_ELSE) * tales:
            break
        if right >= RIGHT_AT_LEAST.get(kind, RIGHT_ELSE) * number:
            finds = weight
    true = [weight for weight, text in ranked if kind in text.ruled and kind in text.kinds]
    return finds, true[-1 - int(MOST_LOST.get(kind, MOST_LOST_ELSE) * len(true))]


def _learned(job: tuple[Sequence[Text], str, int]) -> tuple[Line, float, float]:
    texts, kind, size = job
    finds, keeps = bars_of(texts, kind, unseen_weights(texts, kind, size))
    return learn(texts, kind, size), finds, keeps


def written(names: Sequence[str], lines: Sequence[tuple[Line, float, float]]) -> str:
    head = [
        f"{kind}\t{finds:.3f}\t{keeps:.3f}\t{line.begins:.3f}"
        for kind, (line, finds, keeps) in zip(KINDS, lines, strict=True)
    ]
    rows = []
    for number, name in enumerate(names):
        weights = [_units(line.weights[number]) for line, _, _ in lines]
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
        lines = list(pool.map(_learned, jobs))
    (FOLDER / LEANINGS).write_text(written(names, lines), encoding="utf-8")
    print(f"{len(sentences)} sentences, {len(names)} cues")
    for kind, (line, finds, keeps) in zip(KINDS, lines, strict=True):
        print(f"{kind}: finds {finds:.2f}, keeps {keeps:.2f}, begins {line.begins:.2f}")


if __name__ == "__main__":
    main()
