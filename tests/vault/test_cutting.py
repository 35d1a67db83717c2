"""The yearly cut: what is older than a year goes, the chain still holds, nobody cuts by hand."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from peernet.audit import chain, cutting, trail, walking
from peernet.audit.actions import Action
from peernet.audit.models import Cut, Entry, Head
from peernet.kit import clock
from tests.vault.test_trail import altered

LATER = timedelta(days=366)


@pytest.fixture
def deeds(organisation: Any) -> Any:
    """Six entries with the founding; the organisation's id."""
    record(organisation.pk, 5)
    return organisation.pk


def record(name: str, many: int) -> None:
    with transaction.atomic():
        for number in range(many):
            trail.record(Action.HIDE, chain=name, actor="someone", reason=f"reason {number}")


def numbers(name: str) -> list[int]:
    rows = Entry.objects.filter(chain=name).order_by("number")
    return list(rows.values_list("number", flat=True))


def test_what_is_older_than_a_year_goes_and_the_chain_holds(deeds: str) -> None:
    assert cutting.cut(clock.now()) == 0
    assert cutting.cut(clock.now() + LATER) == 5
    assert numbers(deeds) == [6], "the newest stays: a chain has an end"
    record(deeds, 2)
    assert chain.verify_all() == ({deeds: 3}, None)
    assert chain.verify_end(Head.objects.get(pk=deeds)) == (6, None)
    assert cutting.cut(clock.now()) == 0


def test_it_goes_in_parts(deeds: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "AT_ONCE", 2)
    later = clock.now() + LATER
    assert [cutting.cut(later) for _ in range(4)] == [2, 2, 1, 0]
    assert chain.verify_all() == ({deeds: 1}, None)


def test_what_does_not_hold_is_not_taken(deeds: str) -> None:
    altered("UPDATE audit_entry SET actor = %s WHERE number = 3", "another")
    assert cutting.cut(clock.now() + LATER) == 0
    broken = chain.verify_all()[1]
    assert broken is not None and broken.number == 3


def test_a_checkpoint_made_by_hand_breaks_the_chain(deeds: str) -> None:
    third = Entry.objects.get(chain=deeds, number=3)
    Cut.objects.create(chain=deeds, number=3, hash=third.hash, at=clock.now(), seal="made up")
    altered("DELETE FROM audit_entry WHERE number <= 3")
    assert chain.verify_all()[1] is not None
    assert chain.verify_end(Head.objects.get(pk=deeds))[1] is not None
    assert cutting.cut(clock.now() + LATER) == 0


def test_a_checkpoint_moved_by_hand_breaks_the_chain(deeds: str) -> None:
    cutting.cut(clock.now() + LATER)
    record(deeds, 3)
    Cut.objects.update(number=7, hash=Entry.objects.get(chain=deeds, number=7).hash)
    altered("DELETE FROM audit_entry WHERE number <= 7")
    assert chain.verify_all()[1] is not None


def test_what_comes_back_before_the_checkpoint_is_found(deeds: str) -> None:
    first = Entry.objects.get(chain=deeds, number=1)
    cutting.cut(clock.now() + LATER)
    first.save(force_insert=True)
    broken = chain.verify_all()[1]
    assert broken is not None and broken.number == 1


def test_a_walk_that_stood_before_the_cut_goes_on_behind_it(
    deeds: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walking, "A_ROUND", 2)
    now = clock.now()
    assert walking.walk(now) == 2
    cutting.cut(now + LATER)
    assert walking.walk(now + LATER) == 1
    found = walking.status(Head.objects.get(pk=deeds))
    assert found.broken is None and found.whole_number == 6


def test_the_triggers_let_go_of_what_a_checkpoint_covers_and_of_nothing_else(deeds: str) -> None:
    if connection.vendor == "sqlite":  # the test database lacks this one
        statements = import_module("peernet.audit.migrations.0006_cut").SQLITE
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.filter(chain=deeds, number=1).delete()
    assert cutting.cut(clock.now() + LATER) == 5
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.filter(chain=deeds, number=6).delete()
