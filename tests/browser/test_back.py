"""After the way out the browser's own Back and Forward show nothing of ours, scripts on and off."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.test_walk import PLAIN, join
from tests.places import Place

pytestmark = pytest.mark.chromium
WORDS = "Words that must not come back"


@pytest.mark.parametrize("way", ["button", "shift"])
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_back_after_leaving_shows_nothing(
    place: Place, chrome: Any, scripts: bool, way: str
) -> None:
    if way == "shift" and not scripts:
        pytest.skip("without scripts no key is heard: there the button is the way out")
    gid = place.room(*PLAIN)
    page = chrome.new_context(java_script_enabled=scripts).new_page()
    page.goto("about:blank")
    join(page, place, place.codes(gid)[0], "Wren")
    page.click("main .list a")
    page.wait_for_url(f"**/g/{gid}/")
    if scripts:
        page.wait_for_selector("html[data-live]")
    page.fill("#body", WORDS)
    page.click(".say button")
    page.wait_for_selector(f"[data-messages] >> text={WORDS}")
    for path in ("about/", "talk/"):  # real steps of history, each of them ours
        page.goto(f"{place.address}/g/{gid}/{path}")
    page.goto(f"{place.address}/g/{gid}/")
    devtools = page.context.new_cdp_session(page)
    if way == "button":
        page.click("form[action='/leave/'] button", no_wait_after=True)
    else:
        for _ in range(3):
            page.keyboard.press("Shift")
    page.wait_for_url(re.compile(r"/n/$|127.0.0.1:9|chrome-error"), wait_until="commit")
    page.wait_for_timeout(2500)  # the blank page goes on by itself
    history = devtools.send("Page.getNavigationHistory")
    assert history["currentIndex"] >= 3, "there is something to go back to"
    for entry in reversed(history["entries"][: history["currentIndex"] + 1]):
        devtools.send("Page.navigateToHistoryEntry", {"entryId": entry["id"]})
        page.wait_for_timeout(400)
        shown = page.content()
        for ours in (WORDS, "Tuesday circle", "Wren", "My groups", gid):
            assert ours not in shown, (entry["url"], ours)
    for entry in devtools.send("Page.getNavigationHistory")["entries"]:
        assert entry["title"] in ("", "…", "Notes") or "127.0.0.1" in entry["title"], entry
