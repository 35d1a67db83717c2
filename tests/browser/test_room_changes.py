"""A change of the room is told where she is: at the top, and below while she reads the newest."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.test_offline import open_room
from tests.browser.test_walk import PLAIN, join
from tests.places import Place

pytestmark = pytest.mark.chromium


def test_who_facilitates_and_a_slow_room_are_told_below_too(place: Place, chrome: Any) -> None:
    gid = place.room(*PLAIN)
    fern, wren = (chrome.new_context().new_page() for _ in range(2))
    join(fern, place, place.codes(gid, role="facilitator")[0], "Fern")
    join(wren, place, place.codes(gid)[0], "Wren")
    wren.goto(f"{place.address}/g/{gid}/")
    wren.wait_for_selector("html[data-live]")
    wren.wait_for_timeout(500)
    fern.goto(f"{place.address}/desk/")
    fern.click("button[name=on][value='1']")
    fern.wait_for_selector("text=You are on duty")
    for where in (".duty", "[data-told]"):
        wren.wait_for_selector(f"{where} >> text=Fern facilitates now", timeout=5000)
    fern.goto(f"{place.address}/desk/room/{gid}/")
    fern.select_option("#mode", "slow")
    fern.locator("main form button.main").first.click()
    for where in (".duty", "[data-told]"):
        wren.wait_for_selector(f"{where} >> text=The room is slow", timeout=5000)
    assert wren.locator("[data-told] p").count() == 1


def test_words_that_wait_have_their_time_in_her_zone(place: Place, chrome: Any) -> None:
    room = place.filled("wren", newcomer_messages=3)
    page = open_room(room, chrome, "wren")
    page.fill("#body", "Hello, I am new")
    page.click(".say button")
    page.wait_for_selector(".msg.held time >> text=today")
