"""Duty, handover, claims, the room's modes, lockdown."""

from __future__ import annotations

from typing import Any

import pytest

from groups import joining
from moderation.models import Case, Shift
from tests.conftest import Person

from .conftest import Desk, fresh, report, said, trail_says

pytestmark = pytest.mark.django_db


def test_off_duty_there_is_no_queue_and_on_duty_there_is(
    group: Any, wren: Person, ash: Person, fern: Person
) -> None:
    report(wren, said(ash, group))
    assert Desk(fern).queue() == []
    assert [item.kind for item in Desk(fern).on().queue()] == ["report"]
    assert wren.browser.get("/desk/").status_code == 404


def test_two_cannot_claim_one_and_the_other_is_told_who_has_it(
    group: Any, wren: Person, ash: Person, desk: Desk, other_desk: Desk
) -> None:
    message = said(ash, group)
    report(wren, message)
    assert desk.do(message, "claim").status_code == 303
    answer = other_desk.do(message, "claim")
    assert answer.status_code == 422 and b"Fern" in answer.content
    assert [(item.holder, item.is_mine) for item in other_desk.queue()] == [("Fern", False)]
    assert [item.is_mine for item in desk.queue()] == [True]
    assert desk.do(message, "release").status_code == 303
    assert other_desk.do(message, "claim").status_code == 303


def test_what_was_decided_since_the_page_was_drawn_is_not_decided_again(
    group: Any, wren: Person, ash: Person, desk: Desk, other_desk: Desk
) -> None:
    message = said(ash, group)
    report(wren, message)
    seen = desk.sees(message).context["seen"]
    assert other_desk.do(message, "close").status_code == 303
    assert desk.do(message, "hide", seen=seen).status_code == 422
    assert fresh(message).state == "visible"
    assert desk.do(message, "hide", seen=desk.sees(message).context["seen"]).status_code == 303


def test_going_off_with_something_open_asks_for_two_lines_that_the_next_one_reads(
    group: Any, wren: Person, ash: Person, desk: Desk, cedar: Person
) -> None:
    message = said(ash, group)
    report(wren, message)
    desk.do(message, "claim")
    answer = desk.off()
    assert answer.status_code == 422 and b"two lines" in answer.content
    assert fresh(desk.person.membership).on_duty_since
    assert desk.off("Ash is upset, go gently").status_code == 303
    assert not Case.objects.filter(claimed_by__isnull=False).exists()
    next_one = Desk(cedar).on()
    assert b"Ash is upset, go gently" in cedar.browser.get("/desk/").content
    cedar.browser.post("/desk/duty/", {"read": "1"})
    assert b"Ash is upset" not in cedar.browser.get("/desk/").content
    assert next_one.do(message, "claim").status_code == 303


def test_an_urgent_case_asks_for_a_handover_and_a_calm_desk_does_not(
    group: Any, wren: Person, ash: Person, desk: Desk
) -> None:
    assert desk.off().status_code == 303
    desk.on()
    report(wren, said(ash, group), reason="worry")
    assert desk.queue()[0].urgent
    assert desk.off().status_code == 422


def test_heavy_cases_are_counted_for_her_alone(
    group: Any, wren: Person, ash: Person, desk: Desk, other_desk: Desk
) -> None:
    message, plain = said(ash, group), said(ash, group)
    report(wren, message)
    desk.do(message, "hide")
    desk.do(plain, "warn")
    assert b"1 heavy case on this duty" in desk.person.browser.get("/desk/").content
    assert b"heavy case" not in other_desk.person.browser.get("/desk/").content
    assert Shift.objects.get(member=other_desk.person.membership).heavy_cases == 0


def test_one_press_locks_the_group_down_and_one_undoes_it(
    group: Any, wren: Person, desk: Desk
) -> None:
    invite, _ = joining.issue(group.organisation, group, joining.Terms())
    path = f"/desk/room/{group.pk}/"
    browser = desk.person.browser
    browser.post(path, {"mode": "slow", "slow_seconds": "7"})
    assert browser.post(path, {"lockdown": "1"}).status_code == 303
    assert wren.post(group, "Hello?").code == "paused"
    with pytest.raises(joining.NoSuchInvite):
        joining.still_open(invite.pk)
    rev = fresh(group).revision
    browser.post(path, {"lockdown": "1"})
    assert fresh(group).revision == rev, "a second press changes nothing"
    browser.post(path, {"mode": "slow", "slow_seconds": "9"})
    assert wren.post(group, "Hello?").code == "paused", "another mode does not lift it"
    assert browser.post(path, {"lockdown": "0"}).status_code == 303
    assert (fresh(group).mode, fresh(group).slow_seconds) == ("slow", 9)
    assert wren.post(group, "Hello again").id and joining.still_open(invite.pk)
    assert trail_says("lock_down", by=desk.person) and trail_says("lift_lockdown", by=desk.person)


def test_a_mode_is_told_in_the_room_and_a_bad_one_is_not_taken(
    group: Any, wren: Person, desk: Desk
) -> None:
    path, rev = f"/desk/room/{group.pk}/", fresh(group).revision
    answer = desk.person.browser.post(path, {"mode": "slow", "slow_seconds": "9999"})
    assert answer.status_code == 422 and b"9999" in answer.content
    assert desk.person.browser.post(path, {"mode": "loud"}).status_code == 422
    assert wren.browser.post(path, {"mode": "paused"}).status_code == 404
    assert fresh(group).revision == rev
    assert desk.person.browser.post(path, {"mode": "paused"}).status_code == 303
    assert fresh(group).revision == rev + 1 == fresh(group).changed_rev


def test_notes_are_shared_among_the_groups_facilitators_and_nobody_else(
    group: Any, wren: Person, desk: Desk, other_desk: Desk, rowan: Person
) -> None:
    case = wren.membership
    assert desk.do(case, "note", words="Court date was on Monday").status_code == 303
    assert desk.do(case, "note", words="").status_code == 422
    assert b"Court date was on Monday" in other_desk.sees(case).content
    assert Desk(wren).sees(case).status_code == 404
    assert b"Court date" not in wren.browser.get("/account/notices/").content
    page = desk.sees(rowan.membership).content
    assert b"Court date" not in page, "nothing of another group"
