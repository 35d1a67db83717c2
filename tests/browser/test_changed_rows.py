"""A row that somebody else changes stays as she left it: what was open stays open."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.test_walk import PLAIN, join
from tests.places import Place

pytestmark = pytest.mark.chromium


def test_what_she_opened_stays_open_when_the_row_changes(place: Place, chrome: Any) -> None:
    gid = place.room(*PLAIN)
    codes = place.codes(gid, 2)
    other = place.visitor()
    other.join(codes[0], "Wren")
    page = chrome.new_page()
    join(page, place, codes[1], "Ash")
    page.goto(f"{place.address}/g/{gid}/")
    page.wait_for_selector("html[data-live]")
    other.get(f"/g/{gid}/")
    words = {"body": "Under the note", "note": "Something heavy", "key": "k1"}
    assert other.post(f"/g/{gid}/messages/", **words).status == 303
    row = page.locator("li.msg", has_text="Something heavy")
    mid = row.get_attribute("id").removeprefix("m-")
    row.locator("details.note > summary").click()
    row.locator("details.more > summary").click()
    other.get(f"/g/{gid}/")
    assert other.post(f"/g/{gid}/m/{mid}/react/", kind="candle").status == 303
    page.wait_for_selector(f"#m-{mid} .marks >> text=candle 1")
    assert row.locator("details.note .body").is_visible()
    assert row.locator("details.more .row").is_visible()
    assert page.evaluate("document.activeElement.closest('details.more') !== null")
    page.close()
