"""Stood down or gone a moment ago, while her press was on its way: nothing of it is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from groups import appointing, conduct
from groups.access import NotYours
from groups.models import Group, Membership
from moderation import deeds, duty
from moderation.cases import Press
from peernet.audit.models import Entry
from peernet.kit import clock
from tests.conftest import Person, enter, make_person

pytestmark = pytest.mark.django_db

LATE = {
    "go on duty": lambda fern, wren: duty.go_on([fern], clock.now()),
    "set the mode": lambda fern, wren: conduct.set_mode(fern.group_id, "paused", None, fern),
    "lock down": lambda fern, wren: conduct.lock_down(fern.group_id, fern),
    "end the lockdown": lambda fern, wren: conduct.lift_lockdown(fern.group_id, fern),
    "answer": lambda fern, wren: deeds.answer(wren, Press(fern, wren.pk, words="Hello"), key="k"),
}


@pytest.mark.parametrize("late", LATE)
def test_what_a_facilitator_pressed_before_she_was_stood_down(
    group: Any, wren: Person, fern: Person, late: str
) -> None:
    before, deed = fern.membership, LATE[late]
    appointing.stand_down(fern.membership, by="oak")
    with pytest.raises(NotYours):
        deed(before, wren.membership)
    assert not Entry.objects.filter(actor=before.pk).exclude(action="become_facilitator").exists()
    assert Group.objects.get(pk=group.pk).mode == "open"


@pytest.mark.parametrize(
    "late",
    [
        lambda member: conduct.leave(member, clock.now()),
        lambda member: conduct.end(member, Membership.Ending.LEFT, clock.now()),
    ],
)
def test_who_was_taken_out_a_moment_ago_did_not_leave(
    group: Any, late: Callable[[Membership], None]
) -> None:
    """Else what she was told, and how it is undone, would no longer be true."""
    before = enter(make_person("sage"), group)
    taken_out = Membership.objects.get(pk=before.pk)
    conduct.end(taken_out, Membership.Ending.REMOVED, clock.now())
    late(before)
    row = Membership.objects.get(pk=before.pk)
    assert (row.ending, row.ended_at) == ("removed", taken_out.ended_at)
    assert not Entry.objects.filter(action="leave").exists()
