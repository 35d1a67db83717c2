"""Join, room, two browsers talk, reload, exit, back: with scripts and without."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.people import PASSWORD
from tests.places import Place

pytestmark = pytest.mark.chromium
PLAIN = ("--admission", "open", "--newcomers", "0", "--resting", "off")
SIZES = [{"width": 360, "height": 740}, {"width": 1280, "height": 800}]


def join(page: Any, place: Place, code: str, name: str) -> str:
    """Walk in by the pages; the handle she was given."""
    page.goto(place.address + "/join/")
    page.fill("[name=code]", code)
    page.click("main button.main")
    page.wait_for_url("**/join/new/")
    handle = page.input_value("[name=handle]")
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=pseudonym]", name)
    page.check("[name=agree]")
    page.click("main button.main")
    page.wait_for_url("**/join/keep/")
    page.click("main button.main")
    words = page.wait_for_selector("[data-phrase]").inner_text().split()
    assert len(words) == 6
    page.click("main a.main")
    page.wait_for_url("**/g/")
    return str(handle)


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desktop"])
def test_two_browsers_talk_with_scripts(place: Place, chrome: Any, size: dict[str, int]) -> None:
    gid = place.room(*PLAIN)
    codes = place.codes(gid, 2)
    wren, ash = (chrome.new_context(viewport=size).new_page() for _ in range(2))
    errors: list[str] = []
    for page in (wren, ash):
        page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
    for page, code, name in ((wren, codes[0], "Wren"), (ash, codes[1], "Ash")):
        join(page, place, code, name)
        page.click("main .list a")
        page.wait_for_url(f"**/g/{gid}/")
        page.wait_for_selector("html[data-live]")
    wren.fill("#body", "Good evening to you")
    wren.keyboard.press("Enter")
    ash.wait_for_selector("text=Good evening to you")
    wren.wait_for_selector("[data-messages] [data-mine] >> text=Good evening to you")
    assert wren.locator("text=Good evening to you").count() == 1
    ash.fill("#body", "And to you")
    ash.click(".say button")
    wren.wait_for_selector("[data-messages] >> text=And to you")
    wren.reload()
    wren.wait_for_selector("text=And to you")
    assert [row.inner_text() for row in wren.locator("[data-messages] .body").all()] == [
        "Good evening to you",
        "And to you",
    ]
    assert errors == []
    assert wren.evaluate("history.length") <= 3  # the blank page, ours, at most one more
    wren.evaluate("window.__here = true")
    wren.click("form[action='/leave/'] button")
    wren.wait_for_url(re.compile(r"/n/$|127.0.0.1:9"), wait_until="commit")
    again = wren.context.new_page()
    again.goto(f"{place.address}/g/{gid}/", wait_until="commit")
    assert "And to you" not in again.content()
    assert [cookie["name"] for cookie in wren.context.cookies()] == ["c"]


def test_a_walk_without_scripts(place: Place, chrome: Any) -> None:
    gid = place.room(*PLAIN)
    codes = place.codes(gid, 2)
    options = {"java_script_enabled": False, "viewport": SIZES[0]}
    wren, ash = (chrome.new_context(**options).new_page() for _ in range(2))
    for page, code, name in ((wren, codes[0], "Wren"), (ash, codes[1], "Ash")):
        join(page, place, code, name)
        page.click("main .list a")
    wren.fill("#body", "By a plain form")
    wren.click(".say button")
    assert wren.locator("[data-messages] .body").inner_text() == "By a plain form"
    ash.reload()
    ash.click("summary:has-text('More')")
    ash.click("button[value=candle]")
    assert ash.locator(".marks").inner_text() == "candle 1"
    wren.fill("#body", "x" * 4001)
    wren.click(".say button")
    assert wren.input_value("#body") == "x" * 4001
    assert "shorten" in wren.locator("[role=alert]").inner_text()
    wren.goto(f"{place.address}/g/{gid}/")
    wren.click("summary:has-text('More')")
    wren.click("a.own:has-text('Change')")
    wren.fill("#body", "Changed by a form")
    wren.click("main button.main")
    assert wren.locator("[data-messages] .body").inner_text() == "Changed by a form"
    wren.click("form[action='/leave/'] button", no_wait_after=True)
    wren.wait_for_url(re.compile(r"/n/$|127.0.0.1:9"), wait_until="commit")
    wren.goto(f"{place.address}/g/{gid}/", wait_until="commit")
    assert "Changed by a form" not in wren.content()


def test_shift_three_times_leaves(place: Place, chrome: Any) -> None:
    page = chrome.new_context().new_page()
    page.goto(place.address + "/join/")
    for _ in range(2):
        page.keyboard.press("Shift")
    page.keyboard.press("a")
    page.keyboard.press("Shift")
    assert page.locator("h1").count() == 1, "another key between: she is only typing"
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(re.compile(r"/n/$|127.0.0.1:9"), wait_until="commit")
