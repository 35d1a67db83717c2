"""The first room page: 60 KB over the wire, 15 requests, none to another host."""

from __future__ import annotations

from typing import Any

import pytest

from tests.places import Place

pytestmark = pytest.mark.chromium


def test_the_first_room_page_is_light(place: Place, chrome: Any) -> None:
    room = place.filled("wren", "fern")
    with room.entered("fern") as fern:
        for number in range(10):
            fern.send(
                room.gid, f"message number {number}, as long as people write " * 3, f"k{number}"
            )
            fern.hears("sent")
    context = chrome.new_context()
    context.add_cookies(
        [{"name": "sessionid", "value": room.people["wren"]["cookie"], "url": place.address}]
    )
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    sizes: list[int] = []
    asked: list[str] = []
    devtools.on(
        "Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"]))
    )
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{place.address}/g/{room.gid}/")
    page.wait_for_selector("html[data-live]")
    page.wait_for_timeout(500)
    assert all(url.startswith(place.address) for url in asked)
    assert len(asked) <= 15, asked
    assert sum(sizes) <= 60 * 1024, sum(sizes)
