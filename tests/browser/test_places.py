"""Filter, save, put into a room: with scripts and without, and one history entry with them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.places import Place

pytestmark = pytest.mark.chromium
HOTLINE = "National Human Trafficking Hotline"


def _page_of(place: Place, chrome: Any, cookie: str, scripts: bool) -> Any:
    context = chrome.new_context(java_script_enabled=scripts)
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": place.address}])
    return context.new_page()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_filtered_saved_and_put_into_the_room(place: Place, chrome: Any, scripts: bool) -> None:
    room = place.filled("wren", "fern")
    page = _page_of(place, chrome, room.people["wren"]["cookie"], scripts)
    elsewhere: list[str] = []
    page.on("request", lambda ask: elsewhere.append(ask.url))
    page.goto(f"{place.address}/places/")
    assert page.locator("h2 >> text=Unseen").count() == 1
    page.select_option("#id_c", "US")
    page.click("text=Show these")
    page.wait_for_url("**/places/?n=&c=US&l=")
    assert page.locator("h2 >> text=Unseen").count() == 0
    assert page.input_value("#id_c") == "US"
    page.click(f"h2 >> text={HOTLINE}")
    page.click("text=Save it for me")
    page.wait_for_selector("text=You saved this.")
    page.click("text=What you saved")
    page.wait_for_selector(f"h2 >> text={HOTLINE}")
    if scripts:
        assert page.evaluate("history.length") == 2, "about:blank, and one of ours"
    assert all(url.startswith(place.address) for url in elsewhere)

    assert room.browser("fern").post("/desk/duty/", on="1").status == 303
    hers = _page_of(place, chrome, room.people["fern"]["cookie"], scripts)
    page.goto(f"{place.address}/g/{room.gid}/")
    if scripts:
        page.wait_for_selector("html[data-live]")
    hers.goto(f"{place.address}/places/")
    hers.click(f"h2 >> text={HOTLINE}")
    hers.click("text=Put it into a room")
    hers.wait_for_selector(".facts >> text=1-888-373-7888")
    hers.click("text=Put it there")
    hers.wait_for_url(f"**/g/{room.gid}/**")
    if not scripts:
        page.reload()
    page.wait_for_selector(".msg .facts >> text=1-888-373-7888", timeout=5000)
    assert page.locator(".msg .facts a").count() == 0
    assert hers.locator(".msg .facts >> text=1-888-373-7888").count() == 1
