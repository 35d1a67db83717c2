"""An evening at the desk, by real browsers: duty, a newcomer, reports, an appeal, lockdown, rest."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.test_walk import join
from tests.places import Place

pytestmark = pytest.mark.chromium


class Evening:
    """The people of this evening, each in a browser of her own, and what they do in few words."""

    def __init__(self, place: Place, chrome: Any, scripts: bool) -> None:
        self.place, self.chrome, self.scripts = place, chrome, scripts
        self.gid = place.room("--admission", "open", "--newcomers", "1", "--resting", "on")
        self.errors: list[str] = []

    def person(self, name: str, role: str = "member") -> Any:
        size = {"width": 1280, "height": 800}
        context = self.chrome.new_context(viewport=size, java_script_enabled=self.scripts)
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda line: self.errors.append(line.text) if self.told(line) else None)
        join(page, self.place, self.place.codes(self.gid, role=role)[0], name)
        return page

    def told(self, line: Any) -> bool:
        """A refused form (422) is a line of the console too; it is no error of ours."""
        return line.type == "error" and "422" not in line.text

    def go(self, page: Any, path: str) -> None:
        page.goto(self.place.address + path)

    def say(self, page: Any, words: str) -> None:
        self.go(page, f"/g/{self.gid}/")
        if page.locator("button[name=agree]").count():
            page.click("button[name=agree]")
        page.fill("#body", words)
        page.click(".say button")
        page.wait_for_selector(f"text={words}")
        page.wait_for_selector("text=Sending", state="hidden")  # until then it is nowhere else

    def open_case(self, page: Any, name: str) -> None:
        self.go(page, "/desk/")
        page.click(f"[data-queue] a:has-text('{name}')")
        page.wait_for_selector("main h1")

    def do(self, page: Any, deed: str, reason: str = "hurtful", words: str = "Gently") -> None:
        if page.locator("#reason").count():
            page.select_option("#reason", reason)
            page.fill("#words", words)
        button = page.locator(f"button[value={deed}]").first
        if not button.is_visible():
            page.click("details.more > summary")
        button.click()
        page.wait_for_url("**/desk/")

    def reads(self, page: Any, words: str) -> bool:
        self.go(page, f"/g/{self.gid}/")
        return bool(page.locator(f"text={words}").count())


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_an_evening_at_the_desk(place: Place, chrome: Any, scripts: bool) -> None:
    evening = Evening(place, chrome, scripts)
    fern, cedar = (evening.person(name, "facilitator") for name in ("Fern", "Cedar"))
    wren, ash = evening.person("Wren"), evening.person("Ash")

    evening.go(fern, "/desk/")
    fern.click("button[name=on][value='1']")
    fern.wait_for_selector("text=You are on duty")

    evening.say(wren, "First words of wren")  # a newcomer waits, and is let through
    assert not evening.reads(ash, "First words of wren")
    evening.open_case(fern, "newcomer")
    assert fern.locator("text=First words of wren").count() == 0, "masked"
    fern.click("[data-key=s]")
    fern.wait_for_selector("text=First words of wren")
    fern.click("button[value=let_through]")
    fern.wait_for_url("**/desk/")
    assert evening.reads(ash, "First words of wren")

    evening.say(wren, "Something sharp")
    evening.say(ash, "Hello from ash")  # waits: she is new too
    for reporter in (ash, cedar):  # two presses each
        evening.go(reporter, f"/g/{evening.gid}/")
        row = reporter.locator("li.msg", has_text="Something sharp")
        row.locator("details.more > summary").click()
        row.locator("a:has-text('Report')").click()
        reporter.wait_for_url("**/report/")
        reporter.click("button[value=hurtful]")
        reporter.wait_for_selector("h1:has-text('Thank you')")
    evening.open_case(fern, "Reported by 2")
    evening.do(fern, "hide")
    assert not evening.reads(ash, "Something sharp")
    evening.go(wren, f"/g/{evening.gid}/")  # her own page says why, and she answers
    wren.click("text=You were told something")
    wren.wait_for_selector("h2:has-text('Your message was hidden')")
    assert "Fern" not in wren.content()
    wren.fill("textarea[name=words]", "It was about myself")
    wren.click("text=Ask somebody else to look at it")
    wren.wait_for_selector("text=Your answer waits")

    evening.go(cedar, "/desk/")  # a second facilitator overrules
    cedar.click("button[name=on][value='1']")
    cedar.wait_for_selector("text=You are on duty")
    evening.open_case(cedar, "Sees it differently")
    cedar.fill("#words", "You are right")
    cedar.click("button[value=overrule]")
    cedar.wait_for_url("**/desk/")
    assert evening.reads(ash, "Something sharp")

    evening.open_case(fern, "newcomer")  # ash's words are let through, and she must pause
    fern.click("button[value=let_through]")
    fern.wait_for_url("**/desk/")
    evening.go(fern, f"/g/{evening.gid}/")
    row = fern.locator("li.msg", has_text="Hello from ash")
    row.locator("details.more > summary").click()
    row.locator("a:has-text('Look after it')").click()
    fern.wait_for_selector("h1:has-text('A message')")
    evening.do(fern, "mute")
    evening.go(ash, f"/g/{evening.gid}/")
    ash.fill("#body", "May I?")
    ash.click(".say button")
    ash.wait_for_selector("text=You cannot write here for a while")

    evening.go(fern, f"/desk/room/{evening.gid}/")  # lockdown, then handover
    fern.click("button[name=lockdown][value='1']")
    fern.wait_for_selector("text=locked down")
    evening.go(wren, f"/g/{evening.gid}/")
    assert wren.locator("text=The room is paused").count()
    evening.go(fern, f"/desk/room/{evening.gid}/")
    fern.click("button[name=lockdown][value='0']")
    fern.wait_for_url("**/desk/")

    for page in (fern, cedar):
        evening.go(page, "/desk/")
        page.fill("[name=handover]", "Ash is upset, go gently")
        page.click("button[name=on][value='0']")
        page.wait_for_selector("text=You are off duty")
    evening.go(wren, f"/g/{evening.gid}/")
    assert wren.locator("text=the room rests").count(), "nobody facilitates"
    evening.say(wren, "Good night")
    assert not evening.reads(ash, "Good night")
    evening.go(fern, "/desk/")
    fern.click("button[name=on][value='1']")
    fern.wait_for_selector("text=Ash is upset, go gently")
    fern.click("button[name=rested]")  # she is on /desk/ already: wait for the page drawn anew
    fern.wait_for_selector("button[name=rested]", state="detached")
    fern.wait_for_selector("h1")
    assert evening.reads(ash, "Good night"), "it wakes"
    assert evening.errors == []


def press(page: Any, key: str) -> None:
    page.wait_for_function("() => Boolean(customElements.get('desk-keys'))")
    page.keyboard.press(key)


def test_the_keys_of_the_desk(place: Place, chrome: Any) -> None:
    evening = Evening(place, chrome, scripts=True)
    fern, wren = evening.person("Fern", "facilitator"), evening.person("Wren")
    evening.go(fern, "/desk/")
    fern.click("button[name=on][value='1']")
    fern.wait_for_selector("text=You are on duty")
    evening.say(wren, "One that waits")
    fern.wait_for_selector("[data-waiting]:has-text('1')")  # without reloading
    fern.click("[data-fresh]")
    fern.wait_for_selector("[data-queue] a")
    press(fern, "j")
    fern.wait_for_url("**/desk/*/")
    press(fern, "k")  # one case waits: back leads to it as next does
    fern.wait_for_selector("a[aria-current]")
    press(fern, "s")
    fern.wait_for_selector("text=One that waits")
    press(fern, "c")
    fern.wait_for_selector("text=You took this")
    press(fern, "l")
    fern.wait_for_url("**/desk/")
    assert evening.reads(wren, "One that waits") and evening.errors == []
    assert fern.evaluate("history.length") <= 3


def test_hiding_by_key_asks_for_a_reason_first(place: Place, chrome: Any) -> None:
    evening = Evening(place, chrome, scripts=True)
    fern, wren, ash = (
        evening.person("Fern", "facilitator"), evening.person("Wren"), evening.person("Ash")
    )  # fmt: skip
    evening.go(fern, "/desk/")
    fern.click("button[name=on][value='1']")
    fern.wait_for_selector("text=You are on duty")
    evening.say(wren, "Words to hide")
    evening.open_case(fern, "newcomer")
    fern.click("button[value=let_through]")
    fern.wait_for_url("**/desk/")
    evening.go(fern, f"/g/{evening.gid}/")
    row = fern.locator("li.msg", has_text="Words to hide")
    row.locator("details.more > summary").click()
    row.locator("a:has-text('Look after it')").click()
    fern.wait_for_selector("h1:has-text('A message')")
    press(fern, "h")
    assert fern.evaluate("document.activeElement.id") == "reason", "nothing is hidden without one"
    assert evening.reads(ash, "Words to hide")
    fern.select_option("#reason", "hurtful")
    press(fern, "h")  # while the list has the focus a key belongs to the list
    assert evening.reads(ash, "Words to hide")
    fern.evaluate("document.activeElement.blur()")
    press(fern, "h")
    fern.wait_for_url("**/desk/")
    assert not evening.reads(ash, "Words to hide") and evening.errors == []
