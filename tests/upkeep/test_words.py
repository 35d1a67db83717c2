"""Words of the whole network by a command; what becomes of lists and counts in time."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from groups import ending, keeping, wording
from groups.answers import Held, Sent
from groups.models import Group, RuleDoubt, WatchedWord, WordList
from groups.safety.watched import WatchedWord as Word
from groups.wording import NETWORK, Keeper, Scope
from peernet.audit import trail
from peernet.audit.models import Entry
from peernet.kit import clock
from tests.administration import cast


def words(*given: str) -> str:
    out = io.StringIO()
    call_command("words", *given, stdout=out, stderr=out)
    return out.getvalue()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "w.csv"
    path.write_text("word,action,scope\nmill lane,hold\nward,ask,network\n")
    return path


def test_the_operator_keeps_the_networks_words(
    table: Path, house: Any, circle: Any, wren: Any, elm: Any
) -> None:
    assert words("--import", str(table)) == "2 words added\n"
    assert words() == words("--list") == "mill lane: hold\nward: ask\n"
    assert isinstance(wren.say(circle, "by the mill lane"), Held)
    for chain in (house.pk, elm[1].pk):
        entry = Entry.objects.get(action="change_words", chain=chain)
        assert (entry.actor, entry.subject) == ("", "network") and trail.reason_of(
            entry
        ) == "2 added"
    facts = json.loads(words("--list", "--json"))
    assert facts["words"][0] == {"word": "mill lane", "action": "hold", "note": ""}
    assert "mill lane,hold,network," in words("--export")
    assert words("--take-out", str(table)) == "2 words taken out\n"
    assert isinstance(wren.say(circle, "by the mill lane"), Sent)


def test_a_bad_table_changes_nothing(table: Path, house: Any) -> None:
    for bad, row in (("*,ask\n", 4), ("river,ask,group\n", 4)):
        table.write_text("word,action,scope\nmill lane,hold\nward,ask,network\n" + bad)
        out = io.StringIO()
        with pytest.raises(CommandError):
            call_command("words", "--import", str(table), stdout=out, stderr=out)
        assert f"row {row}:" in out.getvalue() and not WatchedWord.objects.exists()
    with pytest.raises(CommandError):
        words("--import", str(table.with_name("none.csv")))
    with pytest.raises(CommandError):
        words("--take-out", str(table))


def _watch(keeper: Keeper, word: str = "mill lane") -> None:
    wording.add(keeper, [(1, Word(word, "hold", str(keeper.scope)))])


def test_ending_a_group_takes_its_words_and_counts(house: Any, circle: Any) -> None:
    other = cast.group_of(house, "Other circle")
    for group in (circle, other):
        _watch(Keeper(Scope.GROUP, house.pk, group.pk))
        RuleDoubt.objects.create(group=group, kind="contact", rule="contact-phone", n=1)
    _watch(Keeper(Scope.ORGANISATION, house.pk))
    ending.end(circle.pk, clock.now())
    keeping.empty_ended()
    assert WatchedWord.objects.count() == 2
    assert WordList.objects.filter(scope="group").get().group_id == other.pk
    assert RuleDoubt.objects.get().group_id == other.pk
    _watch(Keeper(Scope.ORGANISATION, house.pk), "quarry")
    assert Group.objects.get(pk=circle.pk).ended_at


def test_what_was_taken_out_is_forgotten_after_thirty_days(house: Any) -> None:
    _watch(NETWORK)
    _watch(NETWORK, "quarry")
    row = WatchedWord.objects.order_by("added_at")[0]
    wording.take_out(NETWORK, [wording.mark_of(row)])
    keeping.forget(clock.now() + timedelta(days=29))
    assert WatchedWord.objects.count() == 2
    keeping.forget(clock.now() + timedelta(days=31))
    assert WatchedWord.objects.get().word == "quarry", "what is watched stays"
