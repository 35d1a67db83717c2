"""The rule files read once; a file that cannot be read says where and why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from .advice import ADVICE
from .context import REACHES, Frame
from .leaning import NONE, TALE, Leanings, WeightsError
from .leaning import read as read_leanings
from .pattern import Choice, Pattern, PatternError, read
from .phrases import Phrases
from .rulefile import Part, RuleError, read_file
from .vocabulary import Vocabulary

KINDS = (
    "contact",
    "identity",
    "solicitation",
    "recruitment",
    "crisis",
    "danger",
    "abuse",
    "watched",
)
FOLDER = Path(__file__).parent / "rules"
LEANINGS = "leanings.txt"
# Classes whose words are {name} without a capital too.
_NAMES = ("given", "placename")
_SHARED = frozenset({"words", "context", "ideas"})
_FILES = tuple(kind for kind in KINDS if kind != "watched")  # those words are a group's own
_RULE_KEYS = (
    "id",
    "languages",
    "patterns",
    "fires",
    "silent",
    "advice",
    "unless",
    "needs",
    "yields_to",
)
_FRAME_KEYS = ("name", "reach", "patterns", "stops", "without", "longer_than")
_ID = re.compile(r"[a-z]+(-[a-z0-9]+)+")
_LANGUAGES = frozenset({"en", "es"})


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a file: what fires it, what silences it, and sentences that prove both."""

    id: str
    kind: str
    languages: tuple[str, ...]
    advice: str
    unless: frozenset[str]
    needs: frozenset[str]
    yields_to: frozenset[str]
    fires: tuple[str, ...]
    silent: tuple[str, ...]


@dataclass(slots=True)
class Rules:
    """Everything the scan knows; `rules` own the patterns of `phrases`, `frames` of `around`."""

    rules: list[Rule]
    frames: list[Frame]
    vocabulary: Vocabulary
    phrases: Phrases
    around: Phrases
    expansions: Mapping[str, tuple[str, ...]]
    joins: Mapping[tuple[str, str], tuple[str, ...]]
    classes: Mapping[str, tuple[str, ...]]
    leanings: Leanings = NONE


@dataclass(slots=True)
class _Book:
    classes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    denials: tuple[str, ...] = ()
    joins: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    expansions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    patterns: list[tuple[int, Pattern]] = field(default_factory=list)
    around: list[tuple[int, Pattern]] = field(default_factory=list)
    choices: dict[str, list[Choice]] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)  # of `rules`, to name their lines


@lru_cache(maxsize=4)
def load(folder: Path = FOLDER) -> Rules:
    """Read every rule file of a folder; RuleError names the file and line of a broken one."""
    return replace(load_rules(folder), leanings=_leanings(folder / LEANINGS))


def load_rules(folder: Path = FOLDER) -> Rules:
    """The rules alone, as they speak where nothing was learned."""
    book = _Book()
    _read_words(book, read_file(folder / "words.toml"))
    for name in sorted({*_FILES, *(path.stem for path in folder.glob("*.toml"))} - _SHARED):
        _read_rules(book, read_file(folder / f"{name}.toml"))
    for name in ("context", "ideas"):
        _read_frames(book, read_file(folder / f"{name}.toml"))
    _check_guards(book)
    names = [name for key in _NAMES for name in book.classes.get(key, ())]
    everything = [pattern for _, pattern in (*book.patterns, *book.around)]
    return Rules(
        book.rules,
        book.frames,
        Vocabulary(everything, book.denials, names),
        Phrases(book.patterns),
        Phrases(book.around),
        book.expansions,
        book.joins,
        book.classes,
    )


def _leanings(path: Path) -> Leanings:
    """A folder without weights has none: its rules speak alone."""
    if not path.exists():
        return NONE
    try:
        leanings = read_leanings(path.read_text(encoding="utf-8"))
    except WeightsError as no:
        raise RuleError(f"{path.name}, line {no.line}: {no}") from no
    if unknown := [kind for kind in leanings.bars if kind not in (*KINDS, TALE)]:
        raise RuleError(f"{path.name}, line 1: {unknown[0]!r} is not a kind")
    return leanings


def _read_words(book: _Book, file: Part) -> None:
    file.only(("fillers", "denials", "joins", "means", "classes"))
    classes, means, joins = file.table("classes"), file.table("means"), file.table("joins")
    for name in classes.content:
        book.classes[name] = tuple(classes.text(name).split())
    for meaning in means.content:
        for variant in means.text(meaning).split():
            book.expansions[variant] = tuple(meaning.split())
    for pair in joins.content:
        first, _, second = pair.partition(" ")
        if not first or not second or " " in second:
            raise joins.error(f"{pair!r} is not two words", pair)
        book.joins[first, second] = tuple(joins.text(pair).split())
    book.denials = tuple(file.text("denials", "").split())
    for filler in file.text("fillers", "").split():
        book.expansions[filler] = ()


def _read_rules(book: _Book, file: Part) -> None:
    kind = file.path.stem
    if kind not in _FILES:
        raise file.error(f"the file's name {kind!r} is not a kind")
    file.only(("rule", "advice", "unless"))
    for entry in file.tables("rule"):
        entry.only(_RULE_KEYS)
        part = entry.called("id")
        rule = _rule(part, kind, file.text("advice", kind), file.texts("unless"))
        if any(rule.id == known.id for known in book.rules):
            raise part.error("is there twice", rule.id)
        book.rules.append(rule)
        book.parts.append(part)
        book.patterns += _patterns(book, part, len(book.rules) - 1)


def _rule(part: Part, kind: str, advice: str, unless: tuple[str, ...]) -> Rule:
    languages = part.texts("languages")
    if not _ID.fullmatch(part.name) or not set(languages) <= _LANGUAGES or not languages:
        raise part.error(f"needs an id like {kind}-1 and languages en or es", part.name)
    advice = part.text("advice", advice)
    if advice not in ADVICE:
        raise part.error(f"advice {advice!r} does not exist", part.name)
    fires, yields_to = part.texts("fires"), part.texts("yields_to")
    if not fires:
        raise part.error("has no example that fires", part.name)
    if strange := [name for name in yields_to if name.split("-")[0] not in KINDS]:
        raise part.error(f"{strange[0]!r} is no kind and no rule's id", strange[0])
    return Rule(
        part.name,
        kind,
        languages,
        advice,
        frozenset(part.texts("unless") if "unless" in part.content else unless),
        frozenset(part.texts("needs")),
        frozenset(yields_to),
        fires,
        part.texts("silent"),
    )


def _read_frames(book: _Book, file: Part) -> None:
    file.only(("frame",))
    for entry in file.tables("frame"):
        entry.only(_FRAME_KEYS)
        part = entry.called("name")
        reach = part.text("reach", "")
        if reach not in REACHES:
            raise part.error(f"reaches {reach!r}, not one of {sorted(REACHES)}", part.name)
        stops, longer_than = frozenset(part.texts("stops")), part.number("longer_than")
        book.frames.append(Frame(part.name, reach, stops, _without(book, part), longer_than))
        book.around += _patterns(book, part, len(book.frames) - 1)


def _without(book: _Book, part: Part) -> frozenset[str]:
    """The single words of `without`, classes taken apart."""
    words: set[str] = set()
    for word in part.texts("without"):
        if not word.startswith("@"):
            words.add(word)
        elif word[1:] in book.classes:
            words.update(book.classes[word[1:]])
        else:
            raise part.error(f"there is no class {word!r}", word)
    if several := sorted(word for word in words if "_" in word or "{" in word):
        raise part.error(f"without holds {several[0]!r}, not a word", "without")
    return frozenset(words)


def _check_guards(book: _Book) -> None:
    known = {frame.name for frame in book.frames} | {"quoted"}
    for rule, part in zip(book.rules, book.parts, strict=True):
        if unknown := sorted((rule.unless | rule.needs) - known):
            raise part.error(f"{unknown[0]!r} is no frame or idea", unknown[0])


def _patterns(book: _Book, part: Part, owner: int) -> Iterator[tuple[int, Pattern]]:
    sources = list(_sources(part.text("patterns")))
    if not sources:
        raise part.error("has no patterns", "patterns")
    for source in sources:
        try:
            patterns = read(source, book.classes, book.choices)
        except PatternError as no:
            raise part.error(f"the pattern {source!r} {no}", source) from no
        _check_fillers(book, part, source, patterns)
        yield from ((owner, pattern) for pattern in patterns)


def _sources(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if source := line.split("#")[0].strip():
            yield source


def _check_fillers(book: _Book, part: Part, source: str, patterns: list[Pattern]) -> None:
    """A word that is cut away or spelled out before matching could never fit."""
    expanded = book.expansions.keys()
    for pattern in patterns:
        for element in pattern.elements:
            for word in element.fits & expanded:
                if book.expansions[word] != (word,):
                    raise part.error(f"{word!r} in {source!r} is always read otherwise", source)
