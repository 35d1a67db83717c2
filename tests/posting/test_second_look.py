"""The second look asks before it is sent, holds what she sends all the same, never eats a disclosure."""

from __future__ import annotations

from typing import Any

import pytest

from groups.answers import Held, Refused, Sent
from groups.models import Finding, Message
from tests.conftest import Person

NUMBER = "you can call me on 555 010 4477 after six"


def test_a_number_is_asked_about_and_nothing_is_stored(wren: Person, group: Any) -> None:
    answer = wren.post(group, NUMBER)
    assert isinstance(answer, Refused) and answer.code == "ask"
    found = answer.findings[0]
    assert found.kind == "contact" and "555" in NUMBER[found.start : found.end]
    assert not Message.objects.exists() and not Finding.objects.exists()


def test_sent_for_review_it_waits_with_its_findings_sealed(wren: Person, group: Any) -> None:
    answer = wren.post(group, NUMBER, confirm=True)
    assert isinstance(answer, Held)
    message = Message.objects.get(pk=answer.id)
    assert message.held_for == "second_look"
    assert message.findings.get().kind == "contact"
    assert b"555" not in bytes(message.findings.get().__dict__["place"])


def test_without_scripts_the_page_asks_marks_the_place_and_keeps_the_text(
    wren: Person, group: Any
) -> None:
    answer = wren.browser.post(f"/g/{group.pk}/messages/", {"body": NUMBER, "key": "k"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "<mark>" in page and NUMBER in page
    assert 'name="confirm" value="1"' in page
    answer = wren.browser.post(
        f"/g/{group.pk}/messages/", {"body": NUMBER, "key": "k", "confirm": "1"}
    )
    assert answer.status_code == 303


@pytest.mark.parametrize(
    "words",
    ["he took my papers and I could not leave the house for two years",
     "no me dejaban hablar con nadie, ya pasó", "the hotline is 988 or 1-888-373-7888"],
)  # fmt: skip
def test_telling_what_happened_is_never_asked_about(wren: Person, group: Any, words: str) -> None:
    assert isinstance(wren.post(group, words), Sent)


def test_words_of_crisis_are_sent_and_the_card_comes(wren: Person, group: Any) -> None:
    answer = wren.post(group, "I want to die tonight, I cannot do this any more")
    assert isinstance(answer, Sent)
    page = wren.browser.get(f"/g/{group.pk}/").content.decode()
    assert "988" in page and "People who can help" in page
    assert Finding.objects.filter(kind="crisis").exists()


def test_words_of_crisis_are_never_just_refused(wren: Person, group: Any, on_duty: Person) -> None:
    from groups import conduct

    conduct.set_mode(group.pk, "paused", None, on_duty.membership)
    answer = wren.post(group, "I want to die tonight")
    assert isinstance(answer, Refused) and answer.code == "paused"
    assert answer.help and "988" in answer.help


def test_a_group_may_ask_about_nothing_but_never_silence_a_crisis(wren: Person, group: Any) -> None:
    group.second_look = {"contact": "nothing", "crisis": "nothing"}
    group.save(update_fields=["second_look"])
    assert isinstance(wren.post(group, NUMBER), Sent)
    wren.post(group, "I want to die tonight")
    assert Finding.objects.filter(kind="crisis").exists()


def test_an_edit_gets_the_same_second_look(wren: Person, group: Any) -> None:
    mid = wren.post(group, "harmless").id
    answer = wren.browser.post(f"/g/{group.pk}/m/{mid}/edit/", {"body": NUMBER, "note": ""})
    assert answer.status_code == 422 and "<mark>" in answer.content.decode()
    answer = wren.browser.post(
        f"/g/{group.pk}/m/{mid}/edit/", {"body": NUMBER, "note": "", "confirm": "1"}
    )
    assert answer.status_code == 303
    assert Message.objects.get(pk=mid).body == "harmless", (
        "the old text stays until it is let through"
    )
