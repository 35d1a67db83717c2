"""The second look asks, with scripts and without, in English and in Spanish: the place is marked,
why in a line, three ways on; and nothing is kept until she sends."""

from __future__ import annotations

import os
import sqlite3
from typing import Any

import pytest

from tests.browser.test_offline import open_room
from tests.places import Place, Room

pytestmark = pytest.mark.chromium
SHOTS = os.environ.get("PEERNET_TEST_SHOTS", "")  # a folder for pictures to look at

TYPED = "👩‍👩‍👧 Man\u0303ana \u202ael\u202c 🇲🇽 5\u200b5\u200b5 010 4477, vale"
MARKED = "5\u200b5\u200b5 010 4477"
ASKED = {
    "en": ("look at this once more", "Change it", "Send for review", "Talk to a facilitator"),
    "es": (
        "una vez más antes de enviarlo",
        "Cambiar",
        "Enviar para que se revise",
        "Hablar con quien",
    ),
}
both = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
languages = pytest.mark.parametrize("language", ["en", "es"])


def _room(room: Room, chrome: Any, language: str, scripts: bool) -> Any:
    page = open_room(room, chrome, "wren", java_script_enabled=scripts)
    cookie = {"name": "lang", "value": language, "url": room.place.address}
    page.context.add_cookies([cookie])
    page.reload()
    if scripts:
        page.wait_for_selector("html[data-live]")
    return page


def _kept(place: Place) -> dict[str, int]:
    """Rows of every table in which her words could stand."""
    with sqlite3.connect(place.peernet.env["PEERNET_DATA_DIR"] + "/peernet.sqlite3") as base:
        listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'groups_%'"
        names = [name for (name,) in base.execute(listed)]
        return {n: base.execute(f'SELECT count(*) FROM "{n}"').fetchone()[0] for n in names}


@languages
@both
def test_asked_changed_and_sent(place: Place, chrome: Any, language: str, scripts: bool) -> None:
    room = place.filled("wren", "fern")
    page = _room(room, chrome, language, scripts)
    before = _kept(place)
    page.fill("#body", TYPED)
    page.click(".say button")
    page.wait_for_selector(".second mark")
    second, wanted = page.locator(".second"), ASKED[language]
    assert second.locator("mark").evaluate_all("all => all.map((m) => m.textContent)") == [MARKED]
    assert all(words in second.inner_text() for words in wanted), second.inner_text()
    assert page.input_value("#body") == TYPED
    assert _kept(place) == before, "nothing is kept until she sends"
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/ask-{language}-{scripts}-{width}.png")
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(wide)
    second.locator(f"text={wanted[1]}").first.click()
    assert page.input_value("#body") == TYPED
    page.fill("#body", "Mañana, vale")
    page.click(".say button")
    page.wait_for_selector("[data-messages] >> text=Mañana, vale")
    assert page.locator(".second").count() == 0
    page.context.close()


@languages
@both
def test_asked_and_sent_for_review(place: Place, chrome: Any, language: str, scripts: bool) -> None:
    room = place.filled("wren", "fern")
    page = _room(room, chrome, language, scripts)
    page.fill("#body", TYPED)
    page.click(".say button")
    page.click(f".second button:text-is('{ASKED[language][2]}')")
    page.wait_for_selector("[data-waiting] >> text=010 4477")
    assert "010 4477" not in room.browser("fern").get(f"/g/{room.gid}/").text
    assert room.browser("fern").get("/desk/").text.count('class="queue') == 1
    page.context.close()


@languages
@both
def test_asked_and_talked_about_instead(
    place: Place, chrome: Any, language: str, scripts: bool
) -> None:
    room = place.filled("wren", "fern")
    page = _room(room, chrome, language, scripts)
    page.fill("#body", TYPED)
    page.click(".say button")
    page.click(f".second >> text={ASKED[language][3]}")
    page.wait_for_selector("main form #body")
    assert "4477" in page.input_value("#body"), "not lost, and not sent before she says so"
    page.fill("#body", "May I ask you something?")
    page.click("main form button.main")
    page.wait_for_url(f"**/g/{room.gid}/talk/")
    page.wait_for_selector(".talk >> text=May I ask you something?")
    page.context.close()
