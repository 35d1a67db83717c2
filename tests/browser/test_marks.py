"""A mark is put without leaving the page: what she is writing stays, and where she reads."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.test_offline import open_room
from tests.places import Place

pytestmark = pytest.mark.chromium


def test_a_mark_leaves_the_page_and_the_writing_as_they_are(place: Place, chrome: Any) -> None:
    room = place.filled("wren", "ash")
    with room.entered("ash") as ash:
        for number in range(8):
            ash.send(
                room.gid, f"message number {number} " + "as long as people write " * 9, f"k{number}"
            )
            ash.hears("sent")
    page = open_room(room, chrome, "wren", viewport={"width": 360, "height": 740})
    page.fill("#body", "half a sentence")
    row = page.locator("li.msg", has_text="message number 1 ")
    row.locator("details.more > summary").click()
    at = page.evaluate("scrollY")
    row.locator("button[value=candle]").first.click()
    page.wait_for_selector(".marks >> text=candle 1")
    assert page.input_value("#body") == "half a sentence"
    assert abs(page.evaluate("scrollY") - at) < 80, "she still reads where she read"
    row.locator(".marks button").click()
    page.wait_for_selector(".marks", state="detached")
    assert page.input_value("#body") == "half a sentence"


def test_a_mark_that_does_not_go_through_is_said(place: Place, chrome: Any) -> None:
    room = place.filled("wren", "ash")
    with room.entered("ash") as ash:
        ash.send(room.gid, "one to mark", "k1")
        ash.hears("sent")
    page = open_room(room, chrome, "wren")
    row = page.locator("li.msg", has_text="one to mark")
    row.locator("details.more > summary").click()
    page.context.set_offline(True)
    row.locator("button[value=candle]").click()
    page.wait_for_selector("[data-refusal] >> text=did not go through")
