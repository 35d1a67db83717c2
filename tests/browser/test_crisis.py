"""With scripts: a room that cannot take words of crisis gives them to the facilitators."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.test_offline import open_room
from tests.places import Place

pytestmark = pytest.mark.chromium


def test_one_press_brings_the_words_into_her_thread(place: Place, chrome: Any) -> None:
    room = place.filled("wren", "fern")
    paused = room.browser("fern").post(f"/desk/room/{room.gid}/", mode="paused")
    assert paused.status == 303
    page = open_room(room, chrome, "wren")
    page.fill("#body", "I want to die tonight")
    page.click(".say button")
    page.wait_for_selector(".second >> text=988")
    assert page.input_value("#body") == "I want to die tonight"
    page.click("text=Give it to the facilitators")
    page.wait_for_url(f"**/g/{room.gid}/talk/")
    page.wait_for_selector(".talk >> text=I want to die tonight")


def test_the_second_look_offers_to_talk_to_somebody(place: Place, chrome: Any) -> None:
    room = place.filled("wren")
    page = open_room(room, chrome, "wren")
    page.fill("#body", "you can call me on 555 010 4477 after six")
    page.click(".say button")
    page.click(".second >> text=Talk to a facilitator")
    page.wait_for_selector("text=Your words to the facilitators")
    assert page.input_value("#body") == "you can call me on 555 010 4477 after six"


def test_on_a_phone_the_help_card_is_read_from_its_beginning(place: Place, chrome: Any) -> None:
    room = place.filled("wren", "fern")
    page = open_room(room, chrome, "wren", viewport={"width": 360, "height": 800})
    page.fill("#body", "I want to die tonight")
    page.click(".say button")
    page.wait_for_selector("[data-help] >> text=988")
    page.wait_for_selector(".msg[data-mine] >> text=I want to die tonight")
    seen = """() => {
      const top = document.querySelector(".top, header").getBoundingClientRect().bottom;
      const end = document.querySelector(".writer").getBoundingClientRect().top;
      const card = document.querySelector("[data-help]");
      const first = card.querySelector("h2, h3, b, p").getBoundingClientRect();
      const number = [...card.querySelectorAll("*")].filter((e) => !e.children.length || e.matches("p"))
        .find((e) => e.textContent.includes("988")).getBoundingClientRect();
      return first.top >= top && number.bottom <= end;
    }"""
    for _ in range(2):  # as it comes, and again when she comes back to the page
        page.wait_for_timeout(300)
        assert page.evaluate(seen), "its first words and the first number are in sight"
        page.reload()
        page.wait_for_selector("html[data-live]")


IN_VIEW = """() => {
  const box = (found) => document.querySelector(found)?.getBoundingClientRect();
  const top = box(".top").bottom, card = box("[data-put-away] button"), say = box("#body");
  const first = box("[data-help] h2"), send = box(".say button");
  return Boolean(first) && card.top >= top && first.bottom <= say.top
    && send.bottom <= innerHeight && card.height >= 44;
}"""


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_later_words_do_not_push_the_card_away_until_she_closes_it(
    place: Place, chrome: Any, scripts: bool
) -> None:
    room = place.filled("wren", "fern")
    size = {"width": 360, "height": 740}
    page = open_room(room, chrome, "wren", java_script_enabled=scripts, viewport=size)
    page.fill("#body", "I want to die tonight")
    page.click(".say button")
    page.wait_for_selector("[data-help] >> text=988")
    with room.entered("fern") as fern:
        for number in range(6):
            fern.send(room.gid, f"Later words {number}, and more of them. " * 5, f"k{number}")
            fern.hears("sent")
    if not scripts:
        page.goto(f"{place.address}/g/{room.gid}/")
    page.wait_for_selector("text=Later words 5")
    assert page.evaluate(IN_VIEW)
    page.fill("#body", "What I am writing")
    page.focus(".writer textarea")
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.closest('[data-put-away]') !== null"):
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-help] section", state="hidden")
    assert page.input_value("#body") == "What I am writing"
    page.wait_for_timeout(200)
    page.goto(f"{place.address}/g/{room.gid}/")
    assert not page.is_visible("[data-help] section")


def test_enter_in_the_note_sends_and_does_not_close_the_card(place: Place, chrome: Any) -> None:
    room = place.filled("wren", "fern")
    page = open_room(room, chrome, "wren", java_script_enabled=False)
    page.fill("#body", "I want to die tonight")
    page.click(".say button")
    page.wait_for_selector("[data-help] >> text=988")
    page.fill("#body", "It is about last night")
    page.click(".writer .fold summary")
    page.fill("#note", "last night")
    page.keyboard.press("Enter")
    page.wait_for_selector(".msg[data-mine] >> text=last night")
    assert page.is_visible("[data-help] >> text=988")


IN_SIGHT = """() => {
  const button = document.querySelector("[data-put-away] button").getBoundingClientRect();
  const card = document.querySelector("[data-help] section").getBoundingClientRect();
  return Math.min(button.bottom, card.bottom) - Math.max(button.top, card.top);
}"""


def test_with_a_keyboard_open_and_a_question_asked_the_card_can_still_be_closed(
    place: Place, chrome: Any
) -> None:
    room = place.filled("wren", "fern")
    page = open_room(room, chrome, "wren", viewport={"width": 360, "height": 740})
    page.fill("#body", "I want to die tonight")
    page.click(".say button")
    page.wait_for_selector("[data-help] >> text=988")
    page.fill("#body", "call me on 555 010 4477 after six")
    page.click(".say button")
    page.wait_for_selector(".second mark")
    for height in (740, 400, 330):
        page.set_viewport_size({"width": 360, "height": height})
        assert page.evaluate(IN_SIGHT) >= 44, height
