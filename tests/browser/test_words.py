"""The office's lists in a real browser: a file goes up and comes down, with scripts and without."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.places import Place

pytestmark = pytest.mark.chromium
SHOTS = os.environ.get("PEERNET_TEST_SHOTS", "")  # a folder for pictures to look at


def picture(page: Any, name: str) -> None:
    if SHOTS:
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
    too_wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    page.set_viewport_size({"width": 360, "height": 800})
    assert not page.evaluate(too_wide), "nothing sticks out on a phone"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_table_goes_up_and_comes_down(
    place: Place, chrome: Any, tmp_path: Path, scripts: bool
) -> None:
    facts = place.peernet.facts("demo")
    oak = next(one for one in facts["sign_ins"] if one["role"] == "administrator")
    context = chrome.new_context(java_script_enabled=scripts, accept_downloads=True)
    page = context.new_page()
    page.goto(f"{place.address}/account/login/")
    page.fill("[name=login]", oak["handle"])
    page.fill("[name=password]", oak["password"])
    page.click("main button.main")
    page.wait_for_url(lambda url: "login" not in url)
    page.goto(f"{place.address}/office/")
    page.click("text=Watched words")
    page.wait_for_selector("text=larch placement")
    word = f"quarry{scripts}".lower()
    table = tmp_path / "w.csv"
    table.write_text(f"{word},hold\n*,ask\n")
    page.set_input_files("#file", str(table))
    page.click("text=Take these")
    page.wait_for_selector("text=Row 2:")
    assert word in page.input_value("#rows"), "the uploaded table stands in the box"
    picture(page, f"refused-{scripts}")
    page.fill("#rows", f"{word},hold\n")
    page.click("text=Take these")
    page.wait_for_selector(f"b:text-is('{word}')")
    with page.expect_download() as coming:
        page.click("text=The words as a file")
    assert f"{word},hold,organisation" in Path(coming.value.path()).read_text("utf-8-sig")
    page.check(f"label:has(b:text-is('{word}')) input")
    page.click("text=Take out the ticked ones")
    page.wait_for_selector("text=Put it back")
    picture(page, f"words-{scripts}")
    page.goto(f"{place.address}/office/")
    page.click("text=Tuesday circle")
    page.click("text=The second look")
    page.fill("#text", "by the mill lane, write to 555 010 4477 near the night ward")
    page.click("text=Look at it")
    page.wait_for_selector("mark:text-is('mill lane')")
    picture(page, f"tried-{scripts}")
    context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_finding_is_shown_and_called_not_harmful(
    place: Place, chrome: Any, scripts: bool
) -> None:
    room = place.filled("wren", "fern")
    wren = room.browser("wren")
    said = {"body": "call me on 555 010 4477 after six", "key": "k1", "confirm": "1"}
    assert wren.post(f"/g/{room.gid}/messages/", **said).status == 303
    context = chrome.new_context(java_script_enabled=scripts)
    cookie = {"name": "sessionid", "value": room.people["fern"]["cookie"], "url": place.address}
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto(f"{place.address}/desk/")
    page.click(".queue a")
    page.wait_for_selector("text=What the second look saw")
    assert page.locator("mark").count() == 0
    page.click("text=Show the words")
    page.wait_for_selector("[data-words] mark:text-is('555 010 4477')")
    page.click("button:text-is('Not harmful')")
    page.wait_for_selector("text=Not harmful, somebody said.")
    assert page.locator("[data-words] mark").count() == 1, "the words stay shown"
    picture(page, f"case-{scripts}")
    context.close()
