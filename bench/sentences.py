"""The labelled sentences of `tests/data/`: what is learned from, and what is only measured."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "tests" / "data"
TUNED_ON = ("second_look_dev.jsonl", "strangers.jsonl", "ordinary.jsonl")
TALK = "talk.jsonl"
ORDINARY = ("ordinary.jsonl", TALK)  # what nobody takes for harm
KEPT_APART = "second_look_kept_apart.jsonl"
# Split by a hash of the text before anything was measured on them: one in so many is kept apart.
SPLIT = {
    "fresh.jsonl": 3,
    "disclosures.jsonl": 3,
    "unseen.jsonl": 2,
    "unread.jsonl": 2,
    "newcomer.jsonl": 2,
    TALK: 6,
}
ONLY_MEASURED = (
    "evasions.jsonl",
    "last.jsonl",
    "typical.jsonl",
    "author.jsonl",
    "members.jsonl",
    "judge.jsonl",
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A labelled sentence; without kinds it is harmless. A disclosure tells what happened; what is
    ordinary nobody takes for harm."""

    text: str
    kinds: frozenset[str]
    lang: str
    is_disclosure: bool
    is_ordinary: bool = False


def sentences(name: str) -> Iterator[Sentence]:
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        told = entry.get("disclosure", False)
        kinds = frozenset(entry["kinds"])
        yield Sentence(entry["text"], kinds, entry["lang"], told, is_ordinary=name in ORDINARY)


def halves(name: str) -> tuple[list[Sentence], list[Sentence]]:
    """Of a split file: to tune on, kept apart. Decided by nobody."""
    parts: tuple[list[Sentence], list[Sentence]] = ([], [])
    for one in sentences(name):
        parts[_is_kept_apart(one.text, SPLIT[name])].append(one)
    return parts


def _is_kept_apart(text: str, one_in: int) -> bool:
    return hashlib.sha256(text.encode()).digest()[0] % one_in == 0


def to_learn_from() -> list[Sentence]:
    """Everything but what is kept apart anywhere, even where it was written a second time."""
    found = [one for name in TUNED_ON for one in sentences(name)]
    apart = [one for name in (KEPT_APART, *ONLY_MEASURED) for one in sentences(name)]
    for name in SPLIT:
        tuned_on, kept_apart = halves(name)
        found += tuned_on
        apart += kept_apart
    measured = {one.text for one in apart}
    return [one for one in found if one.text not in measured]
