"""Coming back with a cursor brings exactly what was missed, changes included."""

from __future__ import annotations

import json
from typing import Any

import pytest

from groups import socket
from tests.conftest import Person
from tests.places import Room


def test_a_member_who_was_away_gets_exactly_what_she_missed(room: Room) -> None:
    with room.entered("fern") as fern:
        wren = room.line("wren")
        fern.send(room.gid, "before", "k0")
        fern.hears("message")
        cursor = wren.enter(room.gid)["rev"]
        wren.close()
        for number in range(3):
            fern.send(room.gid, f"missed {number}", f"k{number + 1}")
            mid = fern.hears("sent")["id"]
        fern.say(type="react", group=room.gid, message=mid, kind="candle", on=True)
        last = fern.hears("changed")["rev"]
        with room.line("wren") as back:
            found = back.enter(room.gid, cursor)
            assert [m["html"].count("missed") for m in found["messages"]] == [1, 1, 1]
            assert [m["rev"] for m in found["messages"]] == sorted(
                m["rev"] for m in found["messages"]
            )
            assert found["messages"][-1]["reactions"] == {"candle": 1}
            assert (found["rev"], found["more"], found["fresh"]) == (last, False, False)
            fern.send(room.gid, "live again", "k9")
            assert "live again" in back.hears("message")["message"]["html"]


@pytest.mark.parametrize("after", [10**9, 2**63, 10**30])
def test_a_cursor_past_the_end_is_told_to_begin_afresh(room: Room, after: int) -> None:
    with room.entered("wren") as wren:
        wren.send(room.gid, "only one", "k")
        wren.hears("message")
        found = wren.enter(room.gid, after)
        assert found["fresh"] is True and len(found["messages"]) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "name"), [("en", "somebody"), ("es", "alguien")])
def test_a_name_that_was_erased_is_said_in_her_language(
    wren: Person, ash: Person, group: Any, language: str, name: str
) -> None:
    erased = ash.membership
    erased.pseudonym, erased.named_rev = "", 1
    erased.save()
    group.revision = 1
    group.save()
    text = socket._entered(wren.account, group.pk, 0, language)[0]
    assert json.loads(text or "")["names"] == {erased.pk: name}


def test_entering_twice_does_not_double_what_comes(room: Room) -> None:
    with room.entered("wren") as wren, room.entered("ash") as ash:
        rev = wren.enter(room.gid)["rev"]
        wren.enter(room.gid, rev)
        ash.send(room.gid, "once", "k")
        wren.hears("message")
        assert wren.silent()


def test_more_than_two_hundred_changes_come_in_pages(place: object, room: Room) -> None:
    room.place.peernet.command("shell", "-v", "0", given=MANY.replace("GID", room.gid))
    with room.line("wren") as wren:
        seen, cursor, more = [], 0, True
        while more:
            found = wren.enter(room.gid, cursor)
            seen += [m["seq"] for m in found["messages"]]
            cursor, more = found["rev"], found["more"]
        assert len(seen) == 450 and seen == sorted(set(seen))


MANY = """
import uuid
from groups.models import *
from groups.posting import Draft, Post, post_all
from peernet.kit import limits
limits.take = lambda *a: 0
account = Membership.objects.filter(group="GID").first().account_id
for _ in range(3):
    post_all([Post(account, "GID", Draft(str(uuid.uuid4()), "words")) for _ in range(150)])
"""


@pytest.mark.parametrize("after", [0, None])
def test_a_newcomer_sees_nothing_from_before_her_joining(room: Room, after: int | None) -> None:
    with room.entered("fern") as fern:
        fern.send(room.gid, "before she came", "k")
        fern.hears("message")
    code = room.place.codes(room.gid)[0]
    sorrel = room.place.visitor()
    sorrel.join(code, "Sorrel")
    with sorrel.socket() as line:
        found = line.enter(room.gid, after)
        assert found["messages"] == []
        assert found["first"] > 1
