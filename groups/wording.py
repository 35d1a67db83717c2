"""Watched words are added, changed, taken out and put back; each change stands alone, so that two
who work on one list at once do not undo each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from peernet.audit import trail
from peernet.audit.actions import Action
from peernet.kit import clock, words
from peernet.kit.ids import known_id

from .models import Group, Organisation, WatchedWord, WordList
from .safety.advice import gettext_noop
from .safety.watched import MOST_WORDS, BadRows, RefusedWord, check, look_of
from .safety.watched import WatchedWord as Word

Scope = WordList.Scope
MANY = gettext_noop("More than %(most)s words cannot be watched at once.")


class ChangedMeanwhile(Exception):
    """Somebody else changed or took out one of these words since the page was drawn."""


@dataclass(frozen=True)
class Keeper:
    """Whose words, and who changes them; without `by` whoever runs the server."""

    scope: str = Scope.NETWORK
    organisation: str | None = None  # whose trail it is written into
    group: str | None = None
    by: str = ""

    @property
    def owner(self) -> dict[str, Any]:
        """The columns of its list."""
        house = self.organisation if self.scope == Scope.ORGANISATION else None
        return {"scope": self.scope, "organisation_id": house, "group_id": self.group}


NETWORK = Keeper()


@transaction.atomic
def add(
    keeper: Keeper,
    rows: Sequence[tuple[int, Word]],
    refused: Sequence[tuple[int, RefusedWord]] = (),
) -> int:
    """All of these, each with the number of its row, or BadRows and none. `refused` are rows of the
    same table that were refused before, so that one round names every bad one."""
    kept = _locked(keeper)
    there = {row.look: row for row in kept.words.filter(removed_at=None)}
    new, bad = [], [*refused]
    for number, word in rows:
        try:
            new += _row_of(kept, word, there)
        except RefusedWord as no:
            bad.append((number, no))
    if len(there) + len(new) > MOST_WORDS:
        bad.append((rows[-1][0], RefusedWord(MANY, most=MOST_WORDS)))
    if bad:
        raise BadRows(sorted(bad, key=itemgetter(0)))
    WatchedWord.objects.bulk_create(new)
    if new:
        _changed(keeper, kept, _("%(n)s added") % {"n": len(new)})
    return len(new)


def _row_of(kept: WordList, word: Word, there: dict[str, WatchedWord]) -> list[WatchedWord]:
    """Nothing to add where the same stands already; what stands otherwise is not written over."""
    check(word)
    if word.scope != kept.scope:
        raise RefusedWord(gettext_noop("Its scope is not the one of this list."))
    row = WatchedWord(list=kept, follows=word.action, added_at=clock.now())
    row.look = kept.digest_of(look_of(word.word))
    row.word, row.note = words.one_line(word.word), _note(word.action, word.note)
    same = there.get(row.look)
    if same is None:
        return [row]
    if (same.follows, same.note) != (row.follows, row.note):
        raise RefusedWord(gettext_noop("It is watched already, and something else follows."))
    return []


def _note(follows: str, note: str) -> str:
    note = words.one_line(note)
    return note or _("This may be hard to read.") if follows == WatchedWord.Follows.FOLD else ""


@transaction.atomic
def change(keeper: Keeper, seen: Iterable[str], follows: str, note: str = "") -> None:
    """What follows these words from now on; `seen` says what the page showed (`mark_of`)."""
    kept = _locked(keeper)
    rows = _as_seen(kept, seen)
    for row in rows:
        row.follows, row.note = follows, _note(follows, note)
        check(Word(row.word, row.follows, kept.scope, row.note))
        row.save(update_fields=["follows", "note"])
    if rows:
        _changed(keeper, kept, _("%(n)s changed") % {"n": len(rows)})


@transaction.atomic
def take_out(keeper: Keeper, seen: Iterable[str]) -> None:
    """No longer watched; kept a while to be put back (keeping.py)."""
    kept = _locked(keeper)
    rows = _as_seen(kept, seen)
    kept.words.filter(pk__in=[row.pk for row in rows]).update(removed_at=clock.now())
    if rows:
        _changed(keeper, kept, _("%(n)s taken out") % {"n": len(rows)})


@transaction.atomic
def take_out_words(keeper: Keeper, rows: Sequence[tuple[int, Word]]) -> int:
    """The same by the words themselves, whatever follows them; BadRows and none when one is not
    watched."""
    kept = _locked(keeper)
    there = {row.look: row for row in kept.words.filter(removed_at=None)}
    looks = [(number, kept.digest_of(look_of(word.word))) for number, word in rows]
    lacking = RefusedWord(gettext_noop("It is not watched."))
    bad = [(number, lacking) for number, look in looks if look not in there]
    if bad:
        raise BadRows(bad)
    take_out(keeper, [mark_of(there[look]) for _number, look in looks])
    return len(looks)


@transaction.atomic
def put_back(keeper: Keeper, word_id: str) -> None:
    """Raises RefusedWord when the word was added anew meanwhile."""
    kept = _locked(keeper)
    row = kept.words.filter(pk=known_id(word_id), removed_at__isnull=False).first()
    if row is None:
        raise ChangedMeanwhile
    if kept.words.filter(look=row.look, removed_at=None).exists():
        raise RefusedWord(gettext_noop("It is watched already."))
    if kept.words.filter(removed_at=None).count() >= MOST_WORDS:
        raise RefusedWord(MANY, most=MOST_WORDS)
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    _changed(keeper, kept, _("%(n)s put back") % {"n": 1})


def mark_of(row: WatchedWord) -> str:
    """A word as a page shows it: its id and what follows."""
    return f"{row.pk}.{row.follows}"


def _as_seen(kept: WordList, seen: Iterable[str]) -> list[WatchedWord]:
    wanted = dict(mark.partition(".")[::2] for mark in seen)
    rows = list(kept.words.filter(pk__in=map(known_id, wanted), removed_at=None))
    if len(rows) != len(wanted) or any(row.follows != wanted[row.pk] for row in rows):
        raise ChangedMeanwhile
    return rows


# --- Locks and versions ------------------------------------------------------------------------


def _locked(keeper: Keeper) -> WordList:
    """The list's row, locked first of all: before groups, before the trail."""
    _hold_network()
    WordList.objects.get_or_create(**keeper.owner)
    return WordList.objects.select_for_update().get(**keeper.owner)


def _hold_network() -> WordList:
    """One row that is held while words change or a group is made: neither misses the other."""
    WordList.objects.get_or_create(**NETWORK.owner)
    return WordList.objects.select_for_update().get(**NETWORK.owner)


def _changed(keeper: Keeper, kept: WordList, what: str) -> None:
    """Every group concerned learns of it by its own row (lexicon.py). The verb's last line."""
    WordList.objects.filter(pk=kept.pk).update(version=F("version") + 1)
    groups = Group.objects.filter(ended_at=None)
    if keeper.scope == Scope.GROUP:
        groups = groups.filter(pk=keeper.group)
    elif keeper.scope == Scope.ORGANISATION:
        groups = groups.filter(organisation=keeper.organisation)
    ids = list(groups.select_for_update().order_by("pk").values_list("pk", flat=True))
    Group.objects.filter(pk__in=ids).update(look_version=F("look_version") + 1)
    for chain in _chains(keeper):
        subject = keeper.group or keeper.organisation or str(Scope.NETWORK)
        trail.record(
            Action.CHANGE_WORDS, chain=chain, actor=keeper.by, subject=subject, reason=what
        )


def _chains(keeper: Keeper) -> list[str]:
    """The network has no trail of its own: every organisation reads that its words changed."""
    if keeper.organisation:
        return [keeper.organisation]
    return list(Organisation.objects.order_by("pk").values_list("pk", flat=True))


def version_of_new(organisation: Organisation) -> int:
    """A new group's `look_version`: 0 where nothing is watched yet. Call in its transaction."""
    _hold_network()
    watched = WatchedWord.objects.filter(removed_at=None)
    theirs = Q(list__scope=Scope.NETWORK) | Q(list__organisation=organisation)
    return int(watched.filter(theirs).exists())
