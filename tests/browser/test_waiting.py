"""With scripts: a slow room says how long still, second by second, and keeps the words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.test_offline import open_room
from tests.places import Place, Room

pytestmark = pytest.mark.chromium


def _slow(room: Room, seconds: int) -> None:
    path = f"/desk/room/{room.gid}/"
    answer = room.browser("fern").post(path, mode="slow", slow_seconds=str(seconds))
    assert answer.status == 303


def test_the_wait_is_counted_down_and_the_words_stay(place: Place, chrome: Any) -> None:
    room = place.filled("wren", "fern")
    _slow(room, 6)
    page = open_room(room, chrome, "wren")
    for words in ("The first of two", "The second of two"):
        page.fill("#body", words)
        page.click(".say button")
    page.wait_for_selector(".second >> text=/You can send again in [456] seconds/")
    assert page.input_value("#body") == "The second of two"
    page.wait_for_selector(".second >> text=/You can send again in [123] seconds?/")
    page.wait_for_selector(".second >> text=You can send now.")
    page.click(".say button")
    page.wait_for_selector("[data-messages] >> text=The second of two")
    assert page.query_selector(".second") is None and page.input_value("#body") == ""


def test_without_scripts_the_page_says_it_and_keeps_them(place: Place, chrome: Any) -> None:
    room = place.filled("wren", "fern")
    _slow(room, 60)
    page = open_room(room, chrome, "wren", java_script_enabled=False)
    for words in ("The first of two", "The second of two"):
        page.fill("#body", words)
        page.click(".say button")
    assert page.locator(".second").inner_text().count("seconds you can send again") == 1
    assert page.input_value("#body") == "The second of two"
