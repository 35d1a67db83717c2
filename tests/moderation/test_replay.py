"""What a browser has from events equals what a reload shows, over random deeds."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groups import conduct, history, presenting, watching
from groups.access import NotYours
from groups.models import Membership, Message
from moderation import cases, deeds
from moderation.cases import Press
from peernet.kit import clock
from tests.conftest import Person

from .conftest import Desk, fresh

pytestmark = pytest.mark.django_db

DEEDS = ["say", "hide", "restore", "fold", "unfold", "let_through", "refuse", "warn", "mute",
         "unmute", "remove", "bring_back", "mode", "lock", "lift", "react"]  # fmt: skip
steps = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 5)), min_size=1, max_size=25)


class Screen:
    """A browser that only hears events, from a cursor on."""

    def __init__(self, group: Any, member: Any) -> None:
        self.group, self.member = group, member
        self.rows: dict[str, Any] = {}
        self.cursor, self.mode = fresh(group).revision, None

    def hears(self) -> None:
        events, _more = watching.changes(self.group.pk, self.cursor, ["en"])
        assert [event.rev for event in events] == sorted(event.rev for event in events)
        for event in (each for each in events if each.rev > self.cursor):  # as the hub sorts out
            self.cursor = event.rev
            self._take(json.loads(event.texts["en"]))

    def _take(self, fact: dict[str, Any]) -> None:
        if fact["type"] in ("message", "changed"):
            self.rows[fact["message"]["id"]] = fact["message"]
        elif fact["type"] == "group":
            self.mode = fact["mode"]


def reload(member: Any) -> dict[str, Any]:
    read = history.newest(member, 200)
    counts = presenting.counts_of(read.messages)
    zone = member.group.time_zone
    rows = [presenting.present(m, counts.get(m.pk, {}), "en", zone) for m in read.messages]
    return {row["id"]: row for row in json.loads(json.dumps(rows))}


@given(steps=steps, looks=st.sets(st.integers(0, 25)))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_events_and_a_reload_tell_the_same(
    group: Any, wren: Person, ash: Person, desk: Desk, steps: Any, looks: set[int]
) -> None:
    from peernet.kit import limits

    _back_to_the_start(group, wren, desk)
    screen = Screen(group, fresh(ash.membership))
    for number, (deed, which) in enumerate(steps):
        limits._memory.clear()
        _do(deed, which, group, wren, desk)
        if number in looks:
            screen.hears()
    screen.hears()
    assert screen.cursor == fresh(group).revision
    assert screen.rows == reload(fresh(ash.membership))
    assert screen.mode in (None, fresh(group).told_mode)


def _back_to_the_start(group: Any, wren: Person, desk: Desk) -> None:
    Message.objects.all().delete()
    Membership.objects.filter(pk=wren.membership.pk).update(
        ended_at=None, ending="", muted_until=None
    )
    conduct.lift_lockdown(group.pk, desk.person.membership)
    conduct.set_mode(group.pk, "open", None, desk.person.membership)


def _do(deed: str, which: int, group: Any, wren: Person, desk: Desk) -> None:
    by = desk.person.membership
    messages = list(Message.objects.order_by("at"))
    if deed == "say":
        wren.post(group, f"words {which}")
    elif deed == "mode":
        mode = ["open", "slow", "held", "paused"][which % 4]
        conduct.set_mode(group.pk, mode, 1, by)
    elif deed == "lock":
        conduct.lock_down(group.pk, by)
    elif deed == "lift":
        conduct.lift_lockdown(group.pk, by)
    elif messages:
        _press(deed, messages[which % len(messages)], by, which)


def _press(deed: str, message: Any, by: Any, which: int) -> None:
    from datetime import timedelta

    from groups import reacting

    press = Press(by, message.pk, "hurtful", f"note {which}")
    try:
        if deed == "react":
            reacting.toggle(by, message, "heart")
        elif deed == "mute":
            deeds.mute(message.author, press, until=clock.now() + timedelta(hours=1))
        elif deed in ("warn", "unmute", "remove", "bring_back"):
            getattr(deeds, deed)(message.author, press)
        else:
            getattr(deeds, deed)(message, press)
    except (cases.AlreadyDecided, cases.NotHere, NotYours):
        return
