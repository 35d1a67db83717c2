"""What one presses is at least 44 px each way, on a narrow phone too."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.test_offline import open_room
from tests.places import Place

pytestmark = pytest.mark.chromium
SMALL = """() => [...document.querySelectorAll("a[href], button, summary, select, textarea, input")]
  .filter((one) => one.checkVisibility() && one.type !== "hidden" && one.className !== "skip")
  .map((one) => [one, (one.closest("label") ?? one).getBoundingClientRect()])
  .filter(([one, box]) => box.width > 0 && (box.width < 43.5 || box.height < 43.5))
  .map(([one, box]) => `${one.textContent || one.name} ${box.width}x${box.height}`)"""
OF_THE_GROUP = ("", "about/", "talk/", "block/", "name/", "snooze/", "leave/")
OTHERS = (
    "/g/", "/places/", "/places/saved/", "/account/settings/", "/account/devices/",
    "/account/phrase/", "/account/password/change/", "/account/export/", "/account/erase/",
    "/account/logout/", "/account/notices/", "/account/2fa/",
)  # fmt: skip


def test_nothing_is_too_small_to_press(place: Place, chrome: Any) -> None:
    room = place.filled("wren", "ash")
    with room.entered("ash") as ash:
        ash.send(room.gid, "one to answer", "k1")
        answered = ash.hears("sent")["id"]
        ash.say(type="send", group=room.gid, key="k2", body="an answer", reply_to=answered)
        ash.hears("sent")
    page = open_room(room, chrome, "wren", viewport={"width": 320, "height": 640})
    for path in (*(f"/g/{room.gid}/{one}" for one in OF_THE_GROUP), *OTHERS):
        page.goto(place.address + path)
        assert page.evaluate(SMALL) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    for path in ("/", "/join/", "/account/login/", "/account/recover/", "/nothing/"):
        stranger = chrome.new_page(viewport={"width": 320, "height": 640})
        stranger.goto(place.address + path)
        assert stranger.evaluate(SMALL) == [], path
        stranger.close()


def test_the_writer_at_rest_leaves_a_phone_to_the_words(place: Place, chrome: Any) -> None:
    room = place.filled("wren")
    page = open_room(room, chrome, "wren", viewport={"width": 360, "height": 740})
    assert page.locator(".writer").bounding_box()["height"] < 150
