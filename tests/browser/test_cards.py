"""Cards are there on paper; of every other page a printer gets nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.test_walk import join
from tests.people import PASSWORD
from tests.places import Place

pytestmark = pytest.mark.chromium


def test_cards_are_printed_and_a_room_is_not(place: Place, chrome: Any) -> None:
    organisation = place.peernet.facts("found", "Harbour House")
    gid = place.peernet.facts(
        "group", "Tuesday circle", "--organisation", organisation["organisation"],
        "--admission", "open",
    )["group"]  # fmt: skip
    oak, wren = chrome.new_page(), chrome.new_page()
    oak.goto(place.address + "/join/")
    oak.fill("#id_code", organisation["code"])
    oak.click("main button.main")
    oak.wait_for_url("**/join/new/")
    oak.fill("[name=password]", PASSWORD)
    oak.click("main form button.main")
    oak.wait_for_url("**/join/keep/")
    oak.goto(f"{place.address}/office/{organisation['organisation']}/invites/new/")
    oak.click("main button.main")  # for the one group there is, a member: nothing to choose
    oak.wait_for_selector(".card code")
    oak.emulate_media(media="print")
    seen = "document.querySelector('.card code').checkVisibility({visibilityProperty: true})"
    assert oak.evaluate(seen)
    assert not oak.locator("form[action='/leave/']").is_visible()
    join(wren, place, oak.inner_text(".card code"), "Wren")
    wren.goto(f"{place.address}/g/{gid}/")
    wren.emulate_media(media="print")
    assert not wren.locator("main h1").is_visible()
