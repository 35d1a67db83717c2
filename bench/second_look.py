"""Measures the second look: precision and recall by kind and language, false alarms, and time."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from groups.safety import load, scan  # noqa: E402
from groups.safety.book import KINDS  # noqa: E402
from groups.safety.watched import Watched, WatchedWord  # noqa: E402

DATA = ROOT / "tests" / "data"
SETS = ("second_look_dev.jsonl", "second_look_kept_apart.jsonl")
# Written once and split by a hash of the text before anything was measured on them.
SPLIT = ("fresh.jsonl", "disclosures.jsonl")
UNSEEN = "evasions.jsonl"  # only measured
# Written by another hand before reading any rule; halved by a hash of the text, one half kept apart.
HALVED = "unseen.jsonl"
ONLY_TUNED_ON = "--only-tuned-on"
LANGUAGES = ("en", "es")
USUAL = (
    "thank you all for last night, i slept for the first time in weeks and the bus was even on time"
)
LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Sentence:
    """A labelled sentence; without kinds it is harmless. A disclosure tells what happened."""

    text: str
    kinds: frozenset[str]
    lang: str
    is_disclosure: bool


def sentences(path: Path) -> Iterator[Sentence]:
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        told = entry.get("disclosure", False)
        yield Sentence(entry["text"], frozenset(entry["kinds"]), entry["lang"], told)


def is_kept_apart(text: str, one_in: int = 3) -> bool:
    """About a third, or a half, decided by nobody."""
    return hashlib.sha256(text.encode()).digest()[0] % one_in == 0


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
    return {name: (piece * LONGEST)[:LONGEST] for name, piece in pieces.items()}


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
    for name in SETS[: 1 + with_kept_apart]:
        measure(name, sentences(DATA / name))
    for name, one_in in [*((name, 3) for name in SPLIT), (HALVED, 2)]:
        parts: dict[bool, list[Sentence]] = {False: [], True: []}
        for one in sentences(DATA / name):
            parts[is_kept_apart(one.text, one_in)].append(one)
        measure(f"{name}, to tune on", parts[False])
        if with_kept_apart:
            measure(f"{name}, kept apart", parts[True])
    if with_kept_apart:
        measure(UNSEEN, sentences(DATA / UNSEEN))


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
