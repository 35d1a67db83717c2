"""The second look itself: a text in, findings with their places out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import contact
from .book import Rules, load
from .context import Around
from .phrases import Hit
from .positions import Positions
from .reading import normalise
from .words import Words, cut

if TYPE_CHECKING:
    from .watched import Together, Watched

MOST_FINDINGS = 64
LEANING = "leaning"  # the rule's name where no rule speaks, but the words add up


@dataclass(frozen=True, slots=True)
class Finding:
    """A kind of harm and its place: original[start:end], in code points."""

    kind: str
    rule: str
    start: int
    end: int
    advice: str


def scan(
    text: str, watched: Watched | Together | None = None, countries: Sequence[str] = ("US",)
) -> list[Finding]:
    """What a second look sees in a text, in order of place. Never raises, whatever the text."""
    return look(load(), text, watched, countries)


def look(
    rules: Rules,
    text: str,
    watched: Watched | Together | None = None,
    countries: Sequence[str] = ("US",),
) -> list[Finding]:
    """The same, by rules that the caller chose."""
    reading = normalise(text)
    words = cut(reading, rules.expansions, rules.joins)
    seen = [
        Finding(kind, rule, *reading.span(start, end), advice)
        for kind, rule, start, end, advice in contact.find(words, countries)
    ]
    names = {name for finding in seen for name in (finding.kind, finding.rule)}
    found = [*seen, *_said(rules, words, names)]
    if watched is not None:
        found += [
            Finding("watched", match.rule, *reading.span(match.start, match.end), "watched")
            for match in watched.find(reading.text)
        ]
    return _tidy(found)


def _said(rules: Rules, words: Words, seen: set[str]) -> list[Finding]:
    """Findings of the rule files, without what its context silences."""
    there = Positions(rules.vocabulary.rows(words), words.sentences)
    leaning = rules.leanings.of(words)
    hits = [
        hit
        for hit in rules.phrases.find(there)
        if leaning.keeps(rules.rules[hit.owner].kind, hit.first, hit.last)
    ]
    spoken = _unsilenced(rules, hits, there, words) if hits else []
    fired = [rules.rules[hit.owner] for hit in spoken]
    kinds = seen | {name for rule in fired for name in (rule.kind, rule.id)}
    silenced = {rules.rules[hit.owner].kind for hit in hits} - kinds
    said = [
        _finding(rules, hit, words)
        for hit in spoken
        if not rules.rules[hit.owner].yields_to & kinds
    ]
    return said + [
        Finding(kind, f"{kind}-{LEANING}", *_span(words, first, last), kind)
        for kind, first, last in leaning.found(silenced)
        if kind not in kinds
    ]


def _unsilenced(rules: Rules, hits: list[Hit], there: Positions, words: Words) -> list[Hit]:
    """The hits that no frame silences; only frames that a rule which was hit names are looked for."""
    hit_rules = [rules.rules[hit.owner] for hit in hits]
    names = {name for rule in hit_rules for name in rule.unless | rule.needs}
    asked = {number for number, frame in enumerate(rules.frames) if frame.name in names}
    found = rules.around.find(there, asked)
    around = Around([(rules.frames[hit.owner], hit) for hit in found], words)
    return [
        hit
        for hit, rule in zip(hits, hit_rules, strict=True)
        if not around.silences(hit, rule.unless) and around.bears_out(hit, rule.needs)
    ]


def _finding(rules: Rules, hit: Hit, words: Words) -> Finding:
    rule = rules.rules[hit.owner]
    return Finding(rule.kind, rule.id, *_span(words, hit.first, hit.last), rule.advice)


def _span(words: Words, first: int, last: int) -> tuple[int, int]:
    return words.reading.span(words.starts[first], words.ends[last])


def _tidy(found: Iterable[Finding]) -> list[Finding]:
    """In order of place; of those of one kind that overlap, the longest."""
    kept: list[Finding] = []
    reach: dict[tuple[str, str], int] = {}
    for finding in sorted(found, key=lambda one: (one.start, -one.end, one.kind, one.rule)):
        # Every watched word has its own action, so none of them stands for another.
        key = (finding.kind, finding.rule if finding.kind == "watched" else "")
        if finding.start < reach.get(key, -1):
            continue
        reach[key] = finding.end
        kept.append(finding)
    return kept if len(kept) <= MOST_FINDINGS else _first_of_each(kept)


def _first_of_each(found: list[Finding]) -> list[Finding]:
    """Of too many, what a rule saw first stays: padding with one thing does not hide another."""
    times: Counter[str] = Counter()
    ranked = []
    for index, finding in enumerate(found):
        ranked.append((times[finding.rule], finding.kind == "watched", index))
        times[finding.rule] += 1
    return [found[index] for index in sorted(rank[-1] for rank in sorted(ranked)[:MOST_FINDINGS])]
