"""Times are said in her own zone where scripts run, and in the group's, named, where none do."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.test_offline import open_room
from tests.places import Place

pytestmark = pytest.mark.chromium


def test_what_was_said_to_the_facilitators_has_its_time(place: Place, chrome: Any) -> None:
    room = place.filled("wren", time_zone="America/New_York")
    page = open_room(room, chrome, "wren", timezone_id="Asia/Tokyo", locale="en-GB")
    page.goto(f"{place.address}/g/{room.gid}/talk/")
    page.fill("#body", "good evening")
    page.click("main button.main")
    page.wait_for_selector(".talk time >> text=today")
    plain = open_room(room, chrome, "wren", java_script_enabled=False)
    plain.goto(f"{place.address}/g/{room.gid}/talk/")
    assert "(America/New_York)" in plain.locator(".talk time").inner_text()
