"""The rule files read once into one automaton; a file that cannot be read says where and why."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from .advice import ADVICE
from .context import REACHES, Frame
from .leaning import NONE, TALE, Leanings, WeightsError
from .leaning import read as read_leanings
from .pattern import Choice, Pattern, PatternError, read
from .phrases import Phrases

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
_SHARED = ("words.toml", "context.toml", "ideas.toml")
_ID = re.compile(r"[a-z]+(-[a-z0-9]+)+")
_LINE = re.compile(r"at line (\d+)")
_LANGUAGES = frozenset({"en", "es"})


class RuleError(Exception):
    """A rule file cannot be used; the words name the file and the line."""


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
    """Everything the scan knows; `rules` then `frames` own the patterns of `phrases`."""

    rules: list[Rule]
    frames: list[Frame]
    phrases: Phrases
    expansions: Mapping[str, tuple[str, ...]]
    joins: Mapping[tuple[str, str], tuple[str, ...]]
    classes: Mapping[str, tuple[str, ...]]
    leanings: Leanings = NONE


@dataclass(slots=True)
class _File:
    """A parsed file and its own text, to find the line of what is wrong."""

    path: Path
    text: str
    content: dict[str, Any]

    def error(self, why: str, near: str = "") -> RuleError:
        lines = self.text.splitlines()
        line = next((n for n, text in enumerate(lines, 1) if near and near in text), 1)
        return RuleError(f"{self.path.name}, line {line}: {why}")


@dataclass(slots=True)
class _Book:
    classes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    denials: tuple[str, ...] = ()
    joins: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    expansions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    patterns: list[tuple[int, Pattern]] = field(default_factory=list)
    parts: dict[str, list[Choice]] = field(default_factory=dict)


@lru_cache(maxsize=4)
def load(folder: Path = FOLDER) -> Rules:
    """Read every rule file of a folder; RuleError names the file and line of a broken one."""
    return replace(load_rules(folder), leanings=_leanings(folder / LEANINGS))


def load_rules(folder: Path = FOLDER) -> Rules:
    """The rules alone, as they speak where nothing was learned."""
    book = _Book()
    _read_words(book, _open(folder / "words.toml"))
    for path in sorted(folder.glob("*.toml")):
        if path.name not in _SHARED:
            _read_rules(book, _open(path))
    for name in ("context.toml", "ideas.toml"):
        _read_frames(book, _open(folder / name))
    _check_guards(book)
    names = [name for key in _NAMES for name in book.classes.get(key, ())]
    phrases = Phrases(book.patterns, book.denials, names)
    return Rules(book.rules, book.frames, phrases, book.expansions, book.joins, book.classes)


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


def _open(path: Path) -> _File:
    try:
        text = path.read_text(encoding="utf-8")
        return _File(path, text, tomllib.loads(text))
    except OSError as no:
        raise RuleError(f"{path.name}, line 1: cannot be opened") from no
    except UnicodeDecodeError as no:
        raise RuleError(f"{path.name}, line 1: is not UTF-8") from no
    except tomllib.TOMLDecodeError as no:
        line = _LINE.search(str(no))
        raise RuleError(f"{path.name}, line {line[1] if line else 1}: {no}") from no


def _read_words(book: _Book, file: _File) -> None:
    for name, members in file.content.get("classes", {}).items():
        book.classes[name] = tuple(_text(file, members, name).split())
    for meaning, variants in file.content.get("means", {}).items():
        for variant in _text(file, variants, meaning).split():
            book.expansions[variant] = tuple(meaning.split())
    for pair, meaning in file.content.get("joins", {}).items():
        first, _, second = pair.partition(" ")
        book.joins[first, second] = tuple(_text(file, meaning, pair).split())
    book.denials = tuple(_text(file, file.content.get("denials", ""), "denials").split())
    for filler in _text(file, file.content.get("fillers", ""), "fillers").split():
        book.expansions[filler] = ()


def _read_rules(book: _Book, file: _File) -> None:
    kind = file.path.stem
    if kind not in KINDS:
        raise file.error(f"the file's name {kind!r} is not a kind")
    base = {key: value for key, value in file.content.items() if key != "rule"}
    for entry in file.content.get("rule", []):
        rule = _rule(file, {**base, **entry}, kind)
        if any(rule.id == known.id for known in book.rules):
            raise file.error(f"{rule.id} is there twice", f'"{rule.id}"')
        book.rules.append(rule)
        _add_patterns(book, file, entry, rule.id, len(book.rules) - 1)


def _rule(file: _File, entry: dict[str, Any], kind: str) -> Rule:
    name = _text(file, entry.get("id"), "id")
    languages = _list(file, entry, "languages", name)
    if not _ID.fullmatch(name) or not set(languages) <= _LANGUAGES or not languages:
        raise file.error(f"{name!r} needs an id like {kind}-1 and languages en or es", name)
    advice = _text(file, entry.get("advice", kind), name)
    if advice not in ADVICE:
        raise file.error(f"{name} names advice {advice!r} that does not exist", name)
    fires = _list(file, entry, "fires", name)
    if not fires:
        raise file.error(f"{name} has no example that fires", name)
    return Rule(
        name,
        kind,
        languages,
        advice,
        frozenset(_list(file, entry, "unless", name)),
        frozenset(_list(file, entry, "needs", name)),
        frozenset(_list(file, entry, "yields_to", name)),
        fires,
        _list(file, entry, "silent", name),
    )


def _read_frames(book: _Book, file: _File) -> None:
    for entry in file.content.get("frame", []):
        name, reach = _text(file, entry.get("name"), "name"), entry.get("reach")
        if reach not in REACHES:
            raise file.error(f"{name} reaches {reach!r}, not one of {sorted(REACHES)}", name)
        stops = frozenset(_list(file, entry, "stops", name))
        longer_than = entry.get("longer_than", 0)
        if not isinstance(longer_than, int):
            raise file.error(f"{name}: longer_than must be a number", name)
        without = _members(book, file, entry, name)
        book.frames.append(Frame(name, reach, stops, without, longer_than))
        _add_patterns(book, file, entry, name, len(book.rules) + len(book.frames) - 1)


def _members(book: _Book, file: _File, entry: dict[str, Any], name: str) -> frozenset[str]:
    """The single words of `without`, classes taken apart."""
    words: set[str] = set()
    for word in _list(file, entry, "without", name):
        if not word.startswith("@"):
            words.add(word)
        elif word[1:] in book.classes:
            words.update(book.classes[word[1:]])
        else:
            raise file.error(f"{name}: there is no class {word!r}", name)
    if several := sorted(word for word in words if "_" in word or "{" in word):
        raise file.error(f"{name}: without holds {several[0]!r}, not a word", name)
    return frozenset(words)


def _check_guards(book: _Book) -> None:
    known = {frame.name for frame in book.frames} | {"quoted"}
    for rule in book.rules:
        if unknown := (rule.unless | rule.needs) - known:
            raise RuleError(f"{rule.kind}.toml, line 1: {rule.id} names unknown {unknown}")


def _add_patterns(book: _Book, file: _File, entry: dict[str, Any], name: str, owner: int) -> None:
    sources = list(_sources(_text(file, entry.get("patterns"), name)))
    if not sources:
        raise file.error(f"{name} has no patterns", name)
    for source in sources:
        try:
            patterns = read(source, book.classes, book.parts)
        except PatternError as no:
            raise file.error(f"{name}: the pattern {source!r} {no}", source) from no
        _check_fillers(book, file, source, patterns)
        book.patterns.extend((owner, pattern) for pattern in patterns)


def _sources(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if source := line.split("#")[0].strip():
            yield source


def _check_fillers(book: _Book, file: _File, source: str, patterns: list[Pattern]) -> None:
    """A word that is cut away or spelled out before matching could never fit."""
    expanded = book.expansions.keys()
    for pattern in patterns:
        for element in pattern.elements:
            for word in element.fits & expanded:
                if book.expansions[word] != (word,):
                    raise file.error(f"{word!r} in {source!r} is always read otherwise", source)


def _text(file: _File, value: object, name: str) -> str:
    if isinstance(value, str):
        return value
    raise file.error(f"{name} must be a text", name)


def _list(file: _File, entry: dict[str, Any], key: str, name: str) -> tuple[str, ...]:
    value = entry.get(key, [])
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise file.error(f"{name}: {key} must be a list of texts", name)
