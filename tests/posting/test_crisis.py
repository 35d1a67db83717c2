"""Words of crisis that the room cannot take reach the facilitators by one press; everybody who is
asked to look again may talk to somebody instead."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from groups import conduct
from groups.answers import Refused
from groups.models import Group, Message, TalkWord
from moderation import waiting
from moderation.models import Case
from peernet.accounts.models import Standing
from peernet.kit import clock
from tests.conftest import Person

CRISIS = "I want to die tonight"
NUMBER = "you can call me on 555 010 4477 after six"


def _paused(group: Any, by: Person) -> None:
    conduct.set_mode(group.pk, "paused", None, by.membership)


def _write(who: Person, group: Any, body: str) -> Any:
    return who.browser.post(f"/g/{group.pk}/messages/", {"body": body, "key": "k1"})


def _give(who: Person, group: Any, body: str, key: str = "k1") -> Any:
    given = {"body": body, "key": key, "note": "", "reply_to": "", "urgent": "1"}
    return who.browser.post(f"/g/{group.pk}/talk/", given)


def test_a_paused_room_offers_to_give_the_words_to_the_facilitators(
    wren: Person, group: Any, on_duty: Person
) -> None:
    _paused(group, on_duty)
    page = _write(wren, group, CRISIS).content.decode()
    button = re.search(r'<button[^>]*name="urgent"[^>]*>', page)
    assert button and f'formaction="/g/{group.pk}/talk/"' in button[0]
    assert CRISIS in page and "988" in page
    for _ in range(2):
        assert _give(wren, group, CRISIS).status_code == 303
    word = TalkWord.objects.get()
    assert word.urgent and word.body == CRISIS
    assert [item.urgent for item in waiting.queue(on_duty.account)] == [True]
    assert Standing.objects.filter(note="desk").exists(), "facilitators on duty are told"


@pytest.mark.parametrize("why", ["muted", "slow_mode"])
def test_a_muted_and_a_slow_member_are_offered_it_too(
    why: str, wren: Person, group: Any, on_duty: Person
) -> None:
    if why == "muted":
        conduct.mute_until(wren.membership, clock.now() + timedelta(hours=1))
    else:
        conduct.set_mode(group.pk, "slow", 60, on_duty.membership)
        wren.post(group, "Good evening")
    assert 'name="urgent"' in _write(wren, group, CRISIS).content.decode()
    assert _give(wren, group, CRISIS).status_code == 303
    assert TalkWord.objects.get().urgent


def test_a_form_cannot_make_other_words_urgent(wren: Person, group: Any, on_duty: Person) -> None:
    _paused(group, on_duty)
    assert 'name="urgent"' not in _write(wren, group, "Good evening").content.decode()
    assert _give(wren, group, "Good evening").status_code == 303
    assert not TalkWord.objects.get().urgent
    kept = _give(wren, group, CRISIS + " x" * 3000, key="k2")
    assert kept.status_code == 422 and CRISIS in kept.content.decode()


def test_a_stranger_gives_nothing(rowan: Person, group: Any) -> None:
    assert _give(rowan, group, CRISIS).status_code == 404
    assert not TalkWord.objects.exists()


def test_whoever_is_asked_to_look_again_may_talk_to_somebody(wren: Person, group: Any) -> None:
    page = _write(wren, group, NUMBER).content.decode()
    second = page[page.index('class="second"') :]
    assert f'<button name="begin" value="1" formaction="/g/{group.pk}/talk/">' in second
    assert 'name="urgent"' not in page


# --- Changed words -----------------------------------------------------------------------------


def _edit(who: Person, group: Any, mid: str, body: str) -> Any:
    return who.browser.post(f"/g/{group.pk}/m/{mid}/edit/", {"body": body, "note": ""})


def _said_long_ago(who: Person, group: Any) -> str:
    mid = str(who.post(group, "Good evening").id)
    Message.objects.filter(pk=mid).update(at=clock.now() - timedelta(hours=2))
    Standing.objects.all().delete()
    return mid


def _told() -> set[str]:
    return set(Standing.objects.filter(kind=Standing.Kind.TOLD).values_list("note", flat=True))


def test_a_change_to_words_of_crisis_tells_the_desk_and_brings_her_the_card(
    wren: Person, group: Any, on_duty: Person
) -> None:
    mid = _said_long_ago(wren, group)
    assert _edit(wren, group, mid, "Good morning").status_code == 303
    assert _told() == set() and waiting.queue(on_duty.account) == []
    assert _edit(wren, group, mid, CRISIS).status_code == 303
    assert {"help", "desk"} <= _told()
    assert [item.urgent for item in waiting.queue(on_duty.account)] == [True]
    assert "People who can help" in wren.browser.get(f"/g/{group.pk}/").content.decode()


def test_so_does_one_that_waits_though_the_old_words_were_looked_at(
    wren: Person, group: Any, on_duty: Person
) -> None:
    mid = _said_long_ago(wren, group)
    Case.objects.create(pk=mid, group=group, decided_at=clock.now(), decided_by="x")
    Group.objects.filter(pk=group.pk).update(mode="held")
    assert _edit(wren, group, mid, CRISIS).status_code == 303
    assert Message.objects.get(pk=mid).body == "Good evening"
    assert {"help", "desk"} <= _told()
    assert [(item.id, item.urgent) for item in waiting.queue(on_duty.account)] == [(mid, True)]
    assert "People who can help" in wren.browser.get(f"/g/{group.pk}/").content.decode()


def test_a_change_that_the_room_refuses_can_be_given_to_the_facilitators(
    wren: Person, group: Any, on_duty: Person
) -> None:
    mid = _said_long_ago(wren, group)
    _paused(group, on_duty)
    answer = _edit(wren, group, mid, CRISIS)
    page = answer.content.decode()
    assert answer.status_code == 422 and 'name="urgent"' in page and "988" in page
    assert Message.objects.get(pk=mid).body == "Good evening"


def test_a_newer_change_takes_the_place_of_one_that_waits(
    wren: Person, group: Any, on_duty: Person
) -> None:
    mid = _said_long_ago(wren, group)
    Group.objects.filter(pk=group.pk).update(mode="held")
    _edit(wren, group, mid, "A change that waits")
    Group.objects.filter(pk=group.pk).update(mode="open")
    _edit(wren, group, mid, "A newer change")
    message = Message.objects.get(pk=mid)
    assert (message.body, message.waiting_body) == ("A newer change", "")
    assert waiting.queue(on_duty.account) == []


def test_she_closes_the_card_and_only_new_words_of_crisis_bring_it_back(
    wren: Person, ash: Person, group: Any, on_duty: Person
) -> None:
    def sees(person: Person) -> bool:
        page = person.browser.get(f"/g/{group.pk}/").content.decode()
        return "People who can help" in page

    for person in (wren, ash):
        person.post(group, CRISIS)
        assert sees(person)
    answer = wren.browser.post(f"/g/{group.pk}/card/")
    assert answer.status_code == 303 and answer["Location"] == f"/g/{group.pk}/"
    assert not sees(wren) and sees(ash)
    wren.post(group, "Good evening all the same")
    assert not sees(wren)
    wren.post(group, CRISIS)
    assert sees(wren)


def test_closing_the_card_keeps_the_words_she_was_writing(
    wren: Person, ash: Person, group: Any
) -> None:
    wren.post(group, CRISIS)
    words = {"body": "Half a thought", "note": "about today", "key": "k-1"}
    page = wren.browser.post(f"/g/{group.pk}/card/", words).content.decode()
    assert all(word in page for word in words.values())
    assert "People who can help" not in page
    assert wren.browser.post(f"/g/{group.pk}/card/", {"body": ""}).status_code == 303
    ash.browser.logout()
    assert ash.browser.post(f"/g/{group.pk}/card/", words).status_code != 200


# --- Where nobody used to look -------------------------------------------------------------------


def test_the_note_is_looked_at_too(wren: Person, group: Any, on_duty: Person) -> None:
    asked = wren.post(group, "About my evening", note="call me on 555 010 4477")
    assert isinstance(asked, Refused) and asked.code == "ask"
    assert [(one.kind, one.start, one.end) for one in asked.findings] == [("contact", 0, 0)]
    page = wren.browser.post(
        f"/g/{group.pk}/messages/", {"body": "About my evening", "note": "call me on 555 010 4477"}
    )
    assert page.status_code == 422 and "555 010 4477" in page.content.decode()
    wren.post(group, "About my evening", note=CRISIS)
    assert [item.urgent for item in waiting.queue(on_duty.account)] == [True]


@pytest.mark.parametrize("changed", ["Never mind, good night", "write me on 555 010 4477"])
def test_a_change_takes_no_alert_off_the_desk(
    wren: Person, group: Any, on_duty: Person, changed: str
) -> None:
    mid = wren.post(group, CRISIS).id
    fields = {"body": changed, "note": "", "confirm": "1"}
    assert wren.browser.post(f"/g/{group.pk}/m/{mid}/edit/", fields).status_code == 303
    assert True in [item.urgent for item in waiting.queue(on_duty.account)]
    assert on_duty.browser.get(f"/desk/{mid}/?show=1").status_code == 200


def test_words_of_crisis_in_the_thread_are_urgent_and_bring_the_card(
    wren: Person, group: Any, on_duty: Person
) -> None:
    page = wren.browser.post(f"/g/{group.pk}/talk/", {"body": "Have you a moment?"}, follow=True)
    assert "People who can help" not in page.content.decode()
    page = wren.browser.post(f"/g/{group.pk}/talk/", {"body": CRISIS}, follow=True)
    assert "People who can help" in page.content.decode()
    assert [item.urgent for item in waiting.queue(on_duty.account)] == [True]


def test_a_cry_for_help_that_is_too_long_gets_the_card(wren: Person, group: Any) -> None:
    page = _write(wren, group, f"{CRISIS}. " * 300)
    assert page.status_code == 422
    assert (
        "People who can help" in page.content.decode() and 'name="urgent"' in page.content.decode()
    )
    mid = wren.post(group, "Good evening").id
    page = _edit(wren, group, str(mid), f"{CRISIS}. " * 300)
    assert page.status_code == 422 and "People who can help" in page.content.decode()
