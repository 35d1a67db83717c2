"""What a text of a group is looked at with: its words, its organisation's, the network's, and the
countries whose telephone numbers are known.

Kept in memory by `Group.look_version`, which every change of a word moves: whoever has the group's
row knows without a query whether what is kept still holds. An automaton is built once a list and
version; groups share those of their organisation and of the network.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Q

from . import safety
from .models import Group, WatchedWord, WordList
from .safety.watched import RefusedWord, Together, Watched, check
from .safety.watched import WatchedWord as Word

IDLE_SECONDS = 600  # a group that nobody writes in does not keep its words in memory
DEFAULT_COUNTRIES = ("US",)


@dataclass(frozen=True)
class Listed:
    """One list at one version, ready to look."""

    version: int
    watched: Watched
    notes: dict[str, str]


@dataclass(frozen=True)
class Lexicon:
    version: int = 0
    countries: tuple[str, ...] = DEFAULT_COUNTRIES
    lists: dict[str, Listed] = field(default_factory=dict)

    def look(self, text: str, note: str = "") -> tuple[safety.Finding, ...]:
        """What is seen in a text, and in the note that folds it: what the note alone says has no
        place in the text (0 to 0)."""
        found = self._look(text)
        if not note:
            return found
        rules = {one.rule for one in found}
        said = {one.rule: one for one in self._look(note) if one.rule not in rules}
        return found + tuple(replace(one, start=0, end=0) for one in said.values())

    def _look(self, text: str) -> tuple[safety.Finding, ...]:
        together = Together([listed.watched for listed in self.lists.values()])
        return tuple(safety.scan(text, together if self.lists else None, self.countries))

    def note_for(self, findings: Iterable[safety.Finding]) -> str:
        """The note of the first word that folds; a writer's own note goes before it."""
        notes = {
            rule: note for listed in self.lists.values() for rule, note in listed.notes.items()
        }
        return next((notes[f.rule] for f in findings if f.rule in notes), "") if notes else ""


@dataclass
class _Kept:
    lexicon: Lexicon
    used: float


PLAIN = Lexicon()
_lock = threading.Lock()
_kept: dict[str, _Kept] = {}  # keys come and go under the lock only


def lately(group_id: str) -> Lexicon:
    """What was used last, without a look at the database: `of` says under the lock if it holds."""
    kept = _kept.get(group_id)
    return kept.lexicon if kept else PLAIN


def of(group: Group) -> Lexicon:
    """What holds for this row of the group. No query unless something changed since the last call
    in this process; then two."""
    kept = _kept.get(group.pk) or _Kept(PLAIN, 0)
    if (kept.lexicon.version, kept.lexicon.countries) != (group.look_version, _countries(group)):
        return _made(group)
    kept.used = time.monotonic()
    return kept.lexicon


def forget() -> None:
    with _lock:
        _kept.clear()


def _countries(group: Group) -> tuple[str, ...]:
    return tuple(group.countries.split()) or DEFAULT_COUNTRIES


def _made(group: Group) -> Lexicon:
    now = time.monotonic()
    with _lock:
        for group_id in [gid for gid, kept in _kept.items() if kept.used < now - IDLE_SECONDS]:
            del _kept[group_id]
        lists = _lists_of(group) if group.look_version and group.ended_at is None else {}
        made = Lexicon(group.look_version, _countries(group), lists)
        _kept[group.pk] = _Kept(made, now)
    return made


def _lists_of(group: Group) -> dict[str, Listed]:
    rows = WordList.objects.filter(
        Q(scope=WordList.Scope.NETWORK) | Q(organisation=group.organisation_id) | Q(group=group.pk)
    )
    known = {name: one for kept in _kept.values() for name, one in kept.lexicon.lists.items()}
    found = {row.pk: row for row in rows}
    stale = [row for row in found.values() if _version(known.get(row.pk)) != row.version]
    fresh = _read(stale) if stale else {}
    lists = {pk: fresh[pk] if pk in fresh else known[pk] for pk in found}
    return {pk: listed for pk, listed in lists.items() if listed.watched.words}


def _version(listed: Listed | None) -> int:
    return listed.version if listed else -1


def _read(lists: Sequence[WordList]) -> dict[str, Listed]:
    """Read after its version: what changes in between is read once more, never missed."""
    rows = WatchedWord.objects.filter(list__in=lists, removed_at=None).order_by("pk")
    by_list: dict[str, list[Word]] = {one.pk: [] for one in lists}
    owners = {one.pk: one for one in lists}
    for row in rows:
        row.list = owners[row.list_id]
        word = Word(row.word, row.follows, owners[row.list_id].scope, row.note, row.pk)
        if _can_be_watched(word):
            by_list[row.list_id].append(word)
    return {
        one.pk: Listed(
            one.version,
            Watched(by_list[one.pk]),
            {word.rule: word.note for word in by_list[one.pk] if word.action == "fold"},
        )
        for one in lists
    }


def _can_be_watched(word: Word) -> bool:
    """A later version of the rules may refuse what an earlier one took: the others still count."""
    try:
        check(word)
    except RefusedWord:
        return False
    return True
