"""Upkeep walks the whole chain a part at a time; the page says what was looked at and no more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from peernet.audit import chain, trail, walking
from peernet.audit.actions import Action
from peernet.audit.models import Head, Walk
from peernet.kit import clock

from .test_trail import altered


@pytest.fixture
def head(organisation: Any, monkeypatch: pytest.MonkeyPatch) -> Head:
    """Eleven entries, walked four at a time; a page looks at the newest three."""
    monkeypatch.setattr(walking, "A_ROUND", 4)
    monkeypatch.setattr(chain.verify_end, "__defaults__", (3,))
    more(organisation, 10)
    return Head.objects.get(pk=organisation.pk)


def more(organisation: Any, many: int) -> None:
    with transaction.atomic():
        for _ in range(many):
            trail.record(Action.HIDE, chain=organisation.pk, actor="someone")


def test_a_pass_takes_several_rounds_and_then_rests(head: Head) -> None:
    now = clock.now()
    assert walking.status(head).whole_at is None
    assert [walking.walk(now) for _ in range(4)] == [4, 4, 3, 0]
    told = walking.status(head)
    assert (told.first, told.last, told.broken) == (9, 11, None)
    assert (told.whole_at, told.whole_number) == (now, 11)
    assert walking.walk(now + walking.REST) == 4, "and begins anew"


@pytest.mark.parametrize("when", ["before", "afterwards"])
def test_a_change_far_back_is_found_and_stays_said(head: Head, when: str) -> None:
    now = clock.now()
    if when == "afterwards":
        for _ in range(3):
            walking.walk(now)
    altered("UPDATE audit_entry SET actor = 'another' WHERE number = 2")
    assert walking.status(head).broken is None, "the newest three hold"
    walking.walk(now + walking.REST)
    found = walking.status(head).broken
    assert found is not None and found.number == 2
    walking.walk(now + walking.REST + timedelta(minutes=5))
    assert walking.status(head).broken, "it is not forgotten at the next round"


def test_a_cut_in_the_middle_of_a_pass_is_found(head: Head) -> None:
    walking.walk(clock.now())
    altered("DELETE FROM audit_entry WHERE number > 6")
    walking.walk(clock.now())
    assert Walk.objects.get().broken_at


def test_whole_cannot_be_written_by_hand(head: Head) -> None:
    Walk.objects.create(chain=head.chain, whole_at=clock.now(), whole_number=11)
    assert walking.status(head).whole_at is None


def test_a_deed_done_meanwhile_is_no_break(head: Head, organisation: Any) -> None:
    more(organisation, 1)
    assert chain.verify(head) is None, "the head was read a moment earlier"
    assert chain.verify_end(head) == (9, None)


def test_entries_behind_the_head_are_a_break(head: Head) -> None:
    sql = "INSERT INTO audit_entry (chain, number, at, action, actor, subject, reason, previous, hash)"
    altered(f"{sql} VALUES (%s, 12, %s, 'hide', '', '', %s, '', '')", head.chain, clock.now(), b"")
    assert chain.verify(head) is not None
