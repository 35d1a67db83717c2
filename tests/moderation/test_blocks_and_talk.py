"""Whom a member does not want to hear; her private thread with the facilitators."""

from __future__ import annotations

from typing import Any

import pytest

from groups.models import TalkWord
from tests.conftest import Person

from .conftest import Desk, said

pytestmark = pytest.mark.django_db


def block(person: Person, group: Any, whom: Person, on: str = "1") -> Any:
    given = {"member": whom.memberships[group.pk].pk, "on": on}
    return person.browser.post(f"/g/{group.pk}/block/", given)


def room(person: Person, group: Any) -> bytes:
    return bytes(person.browser.get(f"/g/{group.pk}/").content)


def test_a_blocked_members_words_no_longer_reach_her_until_she_undoes_it(
    group: Any, wren: Person, ash: Person
) -> None:
    said(ash, group, "Words of ash")
    assert block(wren, group, ash).status_code == 303
    assert b"Words of ash" not in room(wren, group)
    assert b"Ash" in wren.browser.get(f"/g/{group.pk}/block/").content
    before = room(ash, group)
    assert b"Words of ash" in before and b"Wren" not in before
    assert block(wren, group, ash, on="0").status_code == 303
    assert b"Words of ash" in room(wren, group)


def test_nobody_blocks_herself_or_somebody_of_another_group(
    group: Any, wren: Person, ash: Person, rowan: Person, stray: Person
) -> None:
    path = f"/g/{group.pk}/block/"
    assert block(wren, group, wren).status_code == 422
    assert wren.browser.post(path, {"member": rowan.membership.pk}).status_code == 404
    assert stray.browser.post(path, {"member": ash.membership.pk}).status_code == 404
    assert wren.browser.post(path, {}).status_code == 422


def test_a_facilitator_is_blocked_as_a_member_and_heard_on_duty(
    group: Any, wren: Person, fern: Person
) -> None:
    said(fern, group, "As a member")
    block(wren, group, fern)
    Desk(fern).on()
    said(fern, group, "As a facilitator")
    page = room(wren, group)
    assert b"As a facilitator" in page and b"As a member" not in page


def test_a_member_talks_to_the_facilitators_and_is_answered_without_a_name(
    group: Any, wren: Person, ash: Person, desk: Desk
) -> None:
    path = f"/g/{group.pk}/talk/"
    assert wren.browser.post(path, {"body": "I need somebody"}).status_code == 303
    assert b"I need somebody" not in ash.browser.get(path).content
    assert [(item.kind, item.id) for item in desk.queue()] == [("talk", wren.membership.pk)]
    case = wren.membership
    assert b"I need somebody" not in desk.sees(case).content
    assert b"I need somebody" in desk.sees(case, show="1").content
    assert desk.do(case, "answer", words="I am here").status_code == 303
    page = wren.browser.get(path).content
    assert b"I am here" in page and b"Fern" not in page
    assert desk.queue() == []


def test_an_empty_word_is_refused_and_the_same_key_is_stored_once(
    group: Any, wren: Person, desk: Desk
) -> None:
    path = f"/g/{group.pk}/talk/"
    assert wren.browser.post(path, {"body": "  "}).status_code == 422
    long = wren.browser.post(path, {"body": "a" * 4001})
    assert long.status_code == 422 and b"a" * 4001 in long.content
    for _ in range(2):
        assert wren.browser.post(path, {"body": "once", "key": "k1"}).status_code == 303
    assert TalkWord.objects.count() == 1
    assert desk.do(wren.membership, "answer", words="").status_code == 422


def test_a_thread_can_be_closed_without_an_answer(group: Any, wren: Person, desk: Desk) -> None:
    wren.browser.post(f"/g/{group.pk}/talk/", {"body": "Never mind"})
    assert desk.do(wren.membership, "close").status_code == 303
    assert desk.queue() == []
    assert desk.do(wren.membership, "close").status_code == 422


def test_others_have_no_door_to_a_thread(
    group: Any, wren: Person, ash: Person, stray: Person, oak: Person, desk: Desk
) -> None:
    wren.browser.post(f"/g/{group.pk}/talk/", {"body": "Only for you"})
    for person in (ash, stray, oak):
        assert Desk(person).do(wren.membership, "answer", words="Hello").status_code == 404
    assert stray.browser.get(f"/g/{group.pk}/talk/").status_code == 404
