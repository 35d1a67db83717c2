"""In Chromium: found, a passkey, a group, twelve cards, one joins, another is in wrong hands, seal,
erase, nothing left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import chrome
from tests.people import PASSWORD
from tests.places import Place, running

__all__ = ["chrome"]
pytestmark = pytest.mark.chromium
PHRASE = re.compile(r"^[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}$")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("office")
    with running(folder, PEERNET_STAFF_MFA="1") as found:
        yield Place(found.peernet, found.address.replace("127.0.0.1", "localhost"))


def _page(chrome: Any, errors: list[str]) -> Any:
    page = chrome.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    return page


def _go(page: Any, where: str = "") -> None:
    page.click("main button.main")
    if where:
        page.wait_for_url(where)


def _joined(page: Any, place: Place, code: str, name: str = "") -> str:
    page.goto(place.address + "/join/")
    page.fill("#id_code", code)
    _go(page, "**/join/new/")
    page.fill("[name=password]", PASSWORD)
    handle = page.input_value("[name=handle]")
    if name:
        page.fill("[name=pseudonym]", name)
        page.check("[name=agree]")
    _go(page, "**/join/keep/")
    _go(page)
    page.wait_for_selector("[data-phrase]")
    return str(handle)


def _virtual_authenticator(page: Any) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
               "hasUserVerification": True, "isUserVerified": True,
               "automaticPresenceSimulation": True}  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def _add_passkey(page: Any, place: Place) -> None:
    page.goto(place.address + "/account/2fa/webauthn/add/")
    page.fill("[name=password]", PASSWORD)
    _go(page, "**/webauthn/add/")
    page.click("[data-go]")
    page.wait_for_url("**/recovery-codes/")
    page.click("main form button.main")
    page.wait_for_selector("[data-recovery-codes]")


def test_from_founding_to_nothing_left(place: Place, chrome: Any, tmp_path: Path) -> None:
    errors: list[str] = []
    founded = place.peernet.facts("found", "Harbour House")
    oak = _page(chrome, errors)
    _virtual_authenticator(oak)
    elsewhere = place.visitor()
    elsewhere.sign_in(_joined(oak, place, founded["code"]))
    assert elsewhere.get("/g/").status == 200
    oak.goto(place.address + "/office/")
    oak.wait_for_url("**/account/2fa/")  # the office opens with a second factor only
    _add_passkey(oak, place)
    assert elsewhere.get("/g/").status == 303  # whoever came in without it is out
    oak.goto(place.address + "/office/")
    oak.click("text=Make a group")
    oak.fill("[name=name]", "Thursday evenings")
    oak.select_option("[name=admission]", "open")
    oak.fill("[name=newcomer_messages]", "0")
    oak.uncheck("[name=rests]")
    _go(oak, "**/office/g/*/")
    gid = oak.url.rstrip("/").rsplit("/", 1)[1]
    codes = _twelve_cards(oak, place, founded["organisation"], gid)

    wren = _page(chrome, errors)
    _joined(wren, place, codes[0], "Wren")
    wren.goto(f"{place.address}/g/{gid}/")
    wren.fill("#body", "a word to be gone")
    wren.click(".say button")
    wren.wait_for_selector("[data-messages] >> text=a word to be gone")

    stranger = _page(chrome, errors)
    stranger.goto(place.address + "/join/")
    stranger.click("summary")
    stranger.fill("#lost", codes[1])
    stranger.click("button[name=wrong_hands]")
    stranger.wait_for_selector("[role=status]")
    stranger.fill("#id_code", codes[1])
    _go(stranger)
    stranger.wait_for_selector("[role=alert]")

    _seal_asks_for_the_passkey(oak, place)

    wren.goto(place.address + "/account/erase/")
    wren.click("button[value=taken]")
    wren.wait_for_url(place.address + "/")
    left = place.peernet.facts("backup", str(tmp_path / "night"))["rows"]
    assert left["groups.Message"] == 0
    assert left["accounts.Account"] == 1
    assert [line for line in errors if "422" not in line] == []


def _twelve_cards(oak: Any, place: Place, organisation: str, gid: str) -> list[str]:
    oak.goto(f"{place.address}/office/{organisation}/invites/new/")
    oak.select_option("[name=group]", gid)
    oak.fill("[name=count]", "12")
    _go(oak)
    oak.wait_for_selector(".cards")
    dashed = oak.locator(".card").first.evaluate("card => getComputedStyle(card).borderTopStyle")
    assert dashed == "dashed", "the answer to a form brings no style of its own"
    codes = [code.inner_text() for code in oak.locator(".card code").all()]
    assert len(codes) == 12
    assert all(PHRASE.match(code) for code in codes)
    drawn = oak.locator(".card img").first
    drawn.wait_for()
    assert drawn.evaluate("image => image.decode().then(() => image.naturalWidth > 0)")
    return codes


def _seal_asks_for_the_passkey(oak: Any, place: Place) -> None:
    oak.goto(place.address + "/office/seals/")
    oak.wait_for_url("**/account/2fa/reauthenticate/**")
    oak.click("text=Use my passkey")
    oak.wait_for_url("**/webauthn/reauthenticate/**")
    oak.click("[data-go]")
    oak.wait_for_url("**/office/seals/")
    oak.wait_for_selector("text=Ask for it")


TABLE = """() => {
  const wide = document.createElement("div"), table = document.createElement("table");
  wide.className = "wide";
  for (const cells of [["Month", "members", "messages", "sessions", "reports"],
                       ["2026-10", "45", "1270", "315", "10"]]) {
    const row = table.insertRow();
    cells.forEach((text, n) => {
      const cell = document.createElement(n ? "td" : "th");
      cell.textContent = text; row.append(cell);
    });
  }
  wide.append(table); document.querySelector("main").append(wide);
  return Math.max(...[...table.querySelectorAll("th, td")].map((cell) => cell.clientHeight));
}"""


def test_a_table_of_numbers_can_be_read_on_a_phone(place: Place, chrome: Any) -> None:
    """Words and figures stand in one line each; the table moves within itself, the page does not."""
    page = chrome.new_context(viewport={"width": 360, "height": 740}).new_page()
    page.goto(place.address + "/join/")
    assert page.evaluate(TABLE) < 50
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
