"""What waits is in nobody else's page until it is let through, once."""

from __future__ import annotations

from typing import Any

import pytest

from groups import watching
from groups.models import Message
from moderation import waiting
from tests.conftest import Person, enter, make_person

from .conftest import Desk, fresh, said, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(held_group: Any) -> Any:
    return held_group


@pytest.fixture
def newcomer(room: Any) -> Person:
    person = make_person("sorrel")
    enter(person, room)
    return person


@pytest.fixture
def holder(room: Any) -> Desk:
    person = make_person("hazel")
    enter(person, room, "facilitator")
    return Desk(person).on()


def test_a_newcomers_message_is_on_the_desk_and_nowhere_else(
    room: Any, newcomer: Person, holder: Desk, stray: Person
) -> None:
    reader = make_person("linden")
    enter(reader, room)
    message = said(newcomer, room, "First words here")
    assert message.state == "held"
    assert b"First words here" not in reader.browser.get(f"/g/{room.pk}/").content
    assert [item.id for item in holder.queue()] == [message.pk]
    page = holder.sees(message)
    assert b"First words here" not in page.content, "masked until pressed"
    assert b"First words here" in holder.sees(message, show="1").content
    assert Desk(reader).sees(message).status_code == 404


def test_letting_through_twice_posts_once(room: Any, newcomer: Person, holder: Desk) -> None:
    message = said(newcomer, room)
    assert holder.do(message, "let_through").status_code == 303
    seq = fresh(message).seq
    assert holder.do(message, "let_through").status_code == 422
    assert fresh(message).seq == seq == fresh(room).revision
    assert holder.queue() == []


def test_a_reason_alone_is_told_in_words_in_the_readers_language(
    room: Any, newcomer: Person, holder: Desk
) -> None:
    message = said(newcomer, room, "Some plain words")
    assert holder.do(message, "refuse", reason="contact", words="").status_code == 303
    page = newcomer.browser.get(f"/g/{room.pk}/").content.decode()
    assert "Why: gives or asks for contact details" in page
    returned = watching._returned(message.pk)
    assert returned is not None
    assert (
        "da o pide datos de contacto" in returned.texts["es"]
        and '"contact"' not in returned.texts["en"]
    )


def test_a_refused_message_comes_back_to_its_writer_with_the_reason(
    room: Any, newcomer: Person, holder: Desk
) -> None:
    message = said(newcomer, room, "My number is hidden here")
    assert holder.do(message, "refuse", reason="", words="").status_code == 422
    assert holder.do(message, "refuse", words="Please leave numbers out").status_code == 303
    page = newcomer.browser.get(f"/g/{room.pk}/").content
    assert b"My number is hidden here" in page and b"Please leave numbers out" in page
    assert told(newcomer) == ["refuse"]
    assert holder.do(message, "let_through").status_code == 422


def test_a_held_message_cannot_be_closed_without_an_answer(
    room: Any, newcomer: Person, holder: Desk
) -> None:
    message = said(newcomer, room)
    assert holder.do(message, "close").status_code == 422
    assert fresh(message).state == "held"


def test_a_change_that_waits_takes_its_place_or_is_dropped(
    group: Any, wren: Person, desk: Desk
) -> None:
    from groups import conduct, editing

    message = said(wren, group, "As it was")
    conduct.set_mode(group.pk, "held", None, desk.person.membership)
    editing.edit(message, "As it becomes", "")
    assert [item.kind for item in desk.queue()] == ["edit"]
    assert desk.do(message, "let_through").status_code == 303
    assert fresh(message).body == "As it becomes" and desk.queue() == []
    editing.edit(message, "Never", "")
    assert desk.do(message, "refuse").status_code == 303
    assert fresh(message).body == "As it becomes" and desk.queue() == []


def test_what_waited_only_for_somebody_is_one_press(organisation: Any) -> None:
    from tests.conftest import make_group

    room = make_group(organisation, "Night room", rests=True)
    member, facilitator = make_person("aspen"), make_person("yew")
    enter(member, room)
    enter(facilitator, room, "facilitator")
    first, second = said(member, room, "one"), said(member, room, "two")
    assert {first.held_for, second.held_for} == {"resting"}
    desk = Desk(facilitator).on()
    assert desk.queue() == []
    # The page counts as the socket does, or "Show the new list" would come for nothing.
    account = facilitator.account.pk
    assert waiting.counts_for([account])[account] == (1, 0)
    assert "<b data-waiting>1</b>" in facilitator.browser.get("/desk/").content.decode()
    answer = facilitator.browser.post(f"/desk/room/{room.pk}/", {"rested": "1"})
    assert answer.status_code == 303
    assert fresh(first).seq < fresh(second).seq
    assert not Message.objects.filter(state="held").exists()
