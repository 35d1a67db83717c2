"""What she typed is never lost: offline it waits in the page and is sent once; the exit still holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.places import Place, Room

pytestmark = pytest.mark.chromium


def open_room(room: Room, chrome: Any, name: str, **options: Any) -> Any:
    context = chrome.new_context(**options)
    cookie = {"name": "sessionid", "value": room.people[name]["cookie"], "url": room.place.address}
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto(f"{room.place.address}/g/{room.gid}/")
    if options.get("java_script_enabled", True):
        page.wait_for_selector("html[data-live]")
    return page


@contextmanager
def without_a_line(page: Any) -> Iterator[None]:
    page.context.set_offline(True)
    page.evaluate("document.querySelector('room-live').socket.line.close()")
    yield
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")


def test_words_written_offline_wait_and_are_sent_once(place: Place, chrome: Any) -> None:
    room = place.filled("wren", "ash")
    page = open_room(room, chrome, "wren")
    page.wait_for_timeout(500)
    with room.entered("ash") as ash:
        with without_a_line(page):
            page.fill("#body", "written without a line")
            page.click(".say button")
            assert "wait here" in page.locator("[data-waiting] .state").inner_text()
        assert "written without a line" in ash.hears("message", 20)["message"]["html"]
        page.wait_for_selector("[data-messages] >> text=written without a line")
        assert page.locator("text=written without a line").count() == 1
        assert ash.silent(1)


def test_more_than_may_be_sent_at_once_goes_out_in_order(place: Place, chrome: Any) -> None:
    room = place.filled("wren", "ash")
    page = open_room(room, chrome, "wren")
    page.wait_for_timeout(500)
    with room.entered("ash") as ash:
        with without_a_line(page):
            for number in range(13):
                page.fill("#body", f"thought {number:02}")
                page.click(".say button")
        heard = [ash.hears("message", 30)["message"]["html"] for _ in range(13)]
        assert all(f"thought {number:02}" in html for number, html in enumerate(heard))
        assert page.input_value("#body") == ""


def test_what_comes_back_stands_in_the_order_it_was_written(place: Place, chrome: Any) -> None:
    page = open_room(place.filled("wren"), chrome, "wren")
    composer = "document.querySelector('message-composer')"
    page.fill("#body", "typed since")
    for words in ("first", "second"):
        page.evaluate(f"{composer}.returned({{ body: '{words}' }}, {{ detail: 'Not now.' }})")
    assert page.input_value("#body") == "first\nsecond\ntyped since"


def test_who_has_scrolled_up_finds_a_way_down(place: Place, chrome: Any) -> None:
    room = place.filled("wren", "ash")
    with room.entered("ash") as ash:
        for number in range(9):
            ash.send(room.gid, "some words, and some more of them. " * 6, f"k{number}")
            ash.hears("sent")
        page = open_room(room, chrome, "wren", viewport={"width": 360, "height": 740})
        page.wait_for_timeout(300)
        assert not page.is_visible("[data-newer]")
        page.evaluate("scrollTo(0, 0)")
        page.wait_for_selector("[data-newer] >> text=To the newest")
        ash.send(room.gid, "one more", "more")
        page.wait_for_selector("[data-newer] >> text=New messages below")
        page.click("[data-newer]")
        page.wait_for_selector("[data-newer]", state="hidden")
    still = open_room(
        room, chrome, "wren", java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    still.click("text=To the newest")
    still.wait_for_timeout(300)
    assert still.is_visible("text=one more") and still.evaluate("scrollY > 500")


def test_leaving_works_while_the_server_cannot_be_reached(place: Place, chrome: Any) -> None:
    room = place.filled("wren")
    page = open_room(room, chrome, "wren")
    page.context.set_offline(True)
    page.evaluate("document.querySelector(\"form[action='/leave/'] button\").click()")
    assert page.evaluate("document.body.children.length") == 0, "blank at once"
    page.wait_for_timeout(1500)
    assert page.evaluate("document.body.innerText") == "", "and blank it stays"


def test_moving_on_asks_first_while_something_is_on_its_way(place: Place, chrome: Any) -> None:
    room = place.filled("wren")
    page = open_room(room, chrome, "wren")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.context.set_offline(True)
    page.evaluate("document.querySelector('room-live').socket.line.close()")
    page.fill("#body", "not sent yet")
    page.click(".say button")
    page.evaluate("document.querySelector('.crumbs a').click()")
    assert asked and page.locator("text=not sent yet").count() == 1


def test_the_second_look_asks_in_her_language_with_and_without_scripts(
    place: Place, chrome: Any
) -> None:
    room = place.filled("wren")
    words = "mi cel es 555 010 4477 me llamas"
    for scripts in (True, False):
        page = open_room(room, chrome, "wren", java_script_enabled=scripts, locale="es-MX")
        page.fill("#body", words)
        page.click(".say button")
        page.wait_for_selector(".second mark")
        assert "Nada se ha enviado" in page.locator(".second").inner_text() or re.search(
            "no se ha enviado|enviado", page.locator(".second").inner_text()
        )
        assert page.input_value("#body") == words
        assert page.locator(".second p").count() == 4, "why, her words, the advice, what follows"
        page.locator(".second button[name=confirm]").click()
        page.wait_for_selector(".msg.held")
        room = place.filled("wren")


def test_a_form_sent_offline_stays_with_what_was_typed(place: Place, chrome: Any) -> None:
    room = place.filled("wren")
    page = open_room(room, chrome, "wren")
    page.goto(f"{place.address}/g/{room.gid}/talk/")
    page.fill("#body", "to the facilitators alone")
    page.context.set_offline(True)
    page.click("main button.main")
    page.wait_for_selector("[data-away]:has-text('No connection')")
    assert page.input_value("#body") == "to the facilitators alone"
    page.context.set_offline(False)
    page.click("main button.main")
    page.wait_for_selector(".talk >> text=to the facilitators alone")
    assert page.locator("[data-away]").is_hidden()


def test_a_link_asks_first_while_words_stand_in_a_box(place: Place, chrome: Any) -> None:
    room = place.filled("wren")
    page = open_room(room, chrome, "wren")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.fill("#body", "half a sentence")
    page.evaluate("document.querySelector('.crumbs a').click()")
    assert len(asked) == 1 and page.input_value("#body") == "half a sentence"
    page.fill("#body", "")
    page.click(".crumbs a")
    page.wait_for_url("**/g/")
    assert len(asked) == 1, "nothing is asked where nothing is lost"
