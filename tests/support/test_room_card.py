"""A facilitator on duty puts an entry into her room; to everybody it is a message like any other."""

from __future__ import annotations

import json
from typing import Any

import pytest

from groups import conduct, history, posting, presenting, wording
from groups.answers import Refused
from groups.models import Finding, Message
from groups.posting import Draft
from peernet.kit import clock
from tests.conftest import Person, enter, make_group
from tests.support.conftest import HOTLINE


def put(who: Person, eid: str, gid: str, key: str = "k-1") -> Any:
    return who.browser.post(f"/places/{eid}/room/", {"room": gid, "key": key})


def test_a_facilitator_sees_it_first_and_puts_it_there(
    on_duty: Person, wren: Person, group: Any, clinic: Any
) -> None:
    link = f"/places/{clinic.pk}/room/"
    assert link in on_duty.browser.get(f"/places/{clinic.pk}/").content.decode()
    preview = on_duty.browser.get(link).content.decode()
    assert "Call 555-0142" in preview and group.name in preview
    drawn = preview[preview.index('<div class="facts">') : preview.index("</dl></div>")]
    answer = put(on_duty, clinic.pk, group.pk)
    message = Message.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == f"/g/{group.pk}/#m-{message.pk}"
    assert (message.state, message.role, message.seq) == ("visible", "facilitator", message.rev)
    assert not Finding.objects.exists(), "its number is what it is for"
    room = wren.browser.get(f"/g/{group.pk}/").content.decode()
    assert drawn in room and "<a" not in drawn
    for told in (
        "Lantern Street Clinic",
        "9 to 17",
        "free",
        "Tells you first.",
        "on the bill",
        "choose delete",
    ):
        assert told in drawn, told


def test_page_event_and_json_are_one_drawing(
    on_duty: Person, wren: Person, group: Any, clinic: Any
) -> None:
    put(on_duty, clinic.pk, group.pk)
    message = history.newest(wren.membership).messages[0]
    event = presenting.events_of([presenting.Change("message", message)], ["en"], "UTC", {})[0]
    path = f"/g/{group.pk}/messages/?after=0"
    told = wren.browser.get(path, headers={"Accept": "application/json"}).json()
    html = json.loads(event.texts["en"])["message"]["html"]
    assert html == told["messages"][0]["html"] and '<div class="facts">' in html
    assert html in wren.browser.get(f"/g/{group.pk}/").content.decode()


def test_pressing_twice_puts_it_there_once(on_duty: Person, group: Any, clinic: Any) -> None:
    answers = [put(on_duty, clinic.pk, group.pk)["Location"] for _ in range(2)]
    assert answers[0] == answers[1] and Message.objects.count() == 1


def test_a_member_finds_no_such_page(
    wren: Person, stray: Person, oak: Person, group: Any, clinic: Any
) -> None:
    assert "/room/" not in wren.browser.get(f"/places/{clinic.pk}/").content.decode()
    for who in (wren, stray, oak):
        assert who.browser.get(f"/places/{clinic.pk}/room/").status_code == 404
        assert put(who, clinic.pk, group.pk).status_code == 404
    assert not Message.objects.exists()


def test_off_duty_she_is_told_to_go_on_duty(fern: Person, group: Any, clinic: Any) -> None:
    page = fern.browser.get(f"/places/{clinic.pk}/room/")
    assert page.status_code == 200 and "Go on duty" in page.content.decode()
    assert put(fern, clinic.pk, group.pk).status_code == 422
    assert not Message.objects.exists()


def test_the_verb_itself_refuses_who_is_not_on_duty(wren: Person, fern: Person, group: Any) -> None:
    for who in (wren, fern):
        draft = Draft("k-2", "Call 555-0142", card=True)
        answer = posting.post(who.account.pk, group.pk, draft)
        assert isinstance(answer, Refused) and answer.code == "not_a_member"
    assert not Message.objects.exists()


def test_a_member_cannot_type_one(wren: Person, group: Any) -> None:
    wren.post(group, "\u2060Fine words\nHow: come here")
    message = Message.objects.get()
    assert not message.is_card and message.body.startswith("Fine words")
    assert '<div class="facts">' not in wren.browser.get(f"/g/{group.pk}/").content.decode()
    given = {"body": "\u2060Changed\nHow: x", "note": "", "confirm": "1"}
    wren.browser.post(f"/g/{group.pk}/m/{message.pk}/edit/", given)
    assert not Message.objects.get().is_card
    given = {"body": "Another", "key": "k-9", "card": "1"}
    wren.browser.post(f"/g/{group.pk}/messages/", given)
    assert not any(m.is_card for m in Message.objects.all())


def test_an_entry_of_one_house_goes_into_no_room_of_another(
    on_duty: Person, clinic: Any, hill: Any
) -> None:
    theirs = make_group(hill, "Other circle")
    there = enter(on_duty, theirs, "facilitator")
    conduct.go_on_duty(there, clock.now())
    page = on_duty.browser.get(f"/places/{clinic.pk}/room/").content.decode()
    assert "Tuesday circle" in page and "Other circle" not in page
    assert put(on_duty, clinic.pk, theirs.pk).status_code == 422
    assert put(on_duty, HOTLINE, theirs.pk, key="k-3").status_code == 303


def test_it_cannot_be_changed_only_taken_back(on_duty: Person, group: Any, clinic: Any) -> None:
    put(on_duty, clinic.pk, group.pk)
    mid = Message.objects.get().pk
    for ask in (on_duty.browser.get, on_duty.browser.post):
        answer = ask(f"/g/{group.pk}/m/{mid}/edit/", {"body": "x", "note": ""})
        assert answer["Location"] == f"/g/{group.pk}/m/{mid}/take-back/"
    assert Message.objects.get().is_card
    assert on_duty.browser.post(f"/g/{group.pk}/m/{mid}/take-back/").status_code == 303
    assert Message.objects.get().state == "removed"


def test_where_words_are_watched_a_card_is_looked_at_no_more_than_elsewhere(
    on_duty: Person, group: Any, clinic: Any
) -> None:
    keeper = wording.Keeper(wording.Scope.GROUP, group.organisation_id, group.pk)
    wording.add(keeper, [(1, wording.Word("quarry", "hold")), (2, wording.Word("call", "ask"))])
    assert put(on_duty, clinic.pk, group.pk).status_code == 303
    card = Message.objects.get()
    assert card.state == "visible" and not card.findings.exists()


@pytest.mark.parametrize("mode", ["paused", "held"])
def test_in_a_paused_or_held_room_it_is_seen_at_once(
    mode: str, on_duty: Person, group: Any, clinic: Any
) -> None:
    conduct.set_mode(group.pk, mode, None, on_duty.membership)
    assert put(on_duty, clinic.pk, group.pk).status_code == 303
    assert Message.objects.get().state == "visible"


def test_hostile_facts_are_only_text(on_duty: Person, wren: Person, organisation: Any) -> None:
    from tests.support.conftest import kept

    row = kept(organisation, "<img src=x>", reach="*<script>* https://evil.example\n- x")
    put(on_duty, row.pk, on_duty.membership.group_id)
    room = wren.browser.get(f"/g/{on_duty.membership.group_id}/").content.decode()
    assert "<img src=x" not in room and "&lt;script&gt;" in room and 'href="https' not in room
