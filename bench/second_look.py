"""Measures the second look: precision and recall by kind and language, false alarms, and time."""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.sentences import (  # noqa: E402
    KEPT_APART,
    ONLY_MEASURED,
    SPLIT,
    TUNED_ON,
    Sentence,
    halves,
    sentences,
)
from groups.safety import load, scan  # noqa: E402
from groups.safety.book import KINDS  # noqa: E402
from groups.safety.watched import Watched, WatchedWord  # noqa: E402

ONLY_TUNED_ON = "--only-tuned-on"
LANGUAGES = ("en", "es")
USUAL = (
    "thank you all for last night, i slept for the first time in weeks and the bus was even on time"
)
LONGEST = 4000


def measure(name: str, measured: Iterable[Sentence]) -> None:
    right: Counter[tuple[str, str]] = Counter()
    wrong: Counter[tuple[str, str]] = Counter()
    missed: Counter[tuple[str, str]] = Counter()
    harmless = alarmed = 0
    told: Counter[str] = Counter()
    told_alarmed: Counter[str] = Counter()
    for sentence in measured:
        seen = {finding.kind for finding in scan(sentence.text)}
        for counter, kinds in (
            (right, seen & sentence.kinds),
            (wrong, seen - sentence.kinds),
            (missed, sentence.kinds - seen),
        ):
            counter.update((kind, sentence.lang) for kind in kinds)
        harmless += not sentence.kinds
        alarmed += bool(seen) and not sentence.kinds
        told[sentence.lang] += sentence.is_disclosure
        told_alarmed[sentence.lang] += sentence.is_disclosure and bool(seen)
    _print_table(name, right, wrong, missed)
    print(f"| harmless, yet found | | {harmless} | {alarmed} | {share(alarmed, harmless)} |")
    for lang in LANGUAGES:
        if told[lang]:
            rate = share(told_alarmed[lang], told[lang])
            print(
                f"| disclosure, yet found | {lang} | {told[lang]} | {told_alarmed[lang]} | {rate} |"
            )
    print()


def _print_table(
    name: str,
    right: Counter[tuple[str, str]],
    wrong: Counter[tuple[str, str]],
    missed: Counter[tuple[str, str]],
) -> None:
    print(f"{name}\n\n| kind | language | sentences | recall | precision |")
    print("| --- | --- | ---: | ---: | ---: |")
    for kind in KINDS:
        for lang in LANGUAGES:
            key = (kind, lang)
            total = right[key] + missed[key]
            if total:
                recall = share(right[key], total)
                precision = share(right[key], right[key] + wrong[key])
                print(f"| {kind} | {lang} | {total} | {recall} | {precision} |")


def share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def worst_texts() -> dict[str, str]:
    """Texts made to be slow: each at its full length."""
    pieces = {
        "combining marks": "\u0301",
        "right-to-left overrides": "\u202e",
        "digits only": "5",
        "1/ over and over": "1/",
        "spaces": " ",
        "one letter": "a",
        "at signs": "a@",
        "dots": "a.",
        "full stops": ".",
        "ellipses": "…",
        "fractions": "½",
        "signs of a sentence each": "ﷺ",
        "spelled digits": "five ",
        "phone numbers": "555-0142 ",
        "domains": "a.com ",
        "look-alike letters": "а ",
        "marked letters": "a\u0301\u0302",
        "a crisis over and over": "i want to die ",
        "an insult over and over": "you are ",
        "unknown words": "abcdefg ",
        "a watched word": "quietly ",
        "nearly a watched word": "quietl",
        "quotation marks": '"',
    }
    made_up = {name: (piece * LONGEST)[:LONGEST] for name, piece in pieces.items()}
    return {
        **made_up,
        "letters apart": ("a " * LONGEST)[: LONGEST - 4] + "@ . ",
        **labelled_texts(),
    }


def labelled_texts() -> dict[str, str]:
    """Sentences of `TUNED_ON` run together: the dearest known, since so many rules are hit."""
    said = [one.text for name in TUNED_ON for one in sentences(name)]
    random.Random(1).shuffle(said)
    joined = " ".join(said)
    return {
        f"labelled sentences, {n + 1}": joined[n * LONGEST : (n + 1) * LONGEST] for n in range(4)
    }


def milliseconds(work: Callable[[], object], rounds: int) -> float:
    """The best of several rounds: what the work costs when nothing else runs."""
    best = float("inf")
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - begun)
    return best * 1000


def measure_all(with_kept_apart: bool) -> None:
    """Looking at the kept-apart sets wears them out, so whoever tunes leaves them unprinted."""
    for name in TUNED_ON:
        measure(name, sentences(name))
    if with_kept_apart:
        measure(KEPT_APART, sentences(KEPT_APART))
    for name in SPLIT:
        tuned_on, kept_apart = halves(name)
        measure(f"{name}, to tune on", tuned_on)
        if with_kept_apart:
            measure(f"{name}, kept apart", kept_apart)
    for name in ONLY_MEASURED if with_kept_apart else ():
        measure(name, sentences(name))


def main() -> None:
    measure_all(with_kept_apart=ONLY_TUNED_ON not in sys.argv)
    load.cache_clear()
    print(f"loading the rules: {milliseconds(load, 1):.0f} ms")
    watched = Watched([WatchedWord("quiet*"), WatchedWord("*lake*"), WatchedWord("gold*gate")])
    print(f"usual message: {milliseconds(lambda: scan(USUAL, watched), 200):.3f} ms")
    for name, text in worst_texts().items():
        print(f"{name}: {milliseconds(lambda text=text: scan(text, watched), 3):.2f} ms")  # type: ignore[misc]


if __name__ == "__main__":
    main()
