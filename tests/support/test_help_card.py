"""The help card: her country's lines, the nearer help first, honest about who is here."""

from __future__ import annotations

import json
import re
from datetime import time
from typing import Any

import pytest
from django.utils import translation

from groups import conduct, frames, watching
from groups.models import Hours, Message, Organisation
from peernet.kit import clock
from peernet.support import directory
from tests.conftest import Person
from tests.support.conftest import LIFELINE

CRISIS, DANGER = "I want to die tonight", "he is outside my door right now"


def card(who: Person, group: Any, body: str = CRISIS) -> str:
    who.post(group, body)
    return again(who, group)


def again(who: Person, group: Any) -> str:
    page = who.browser.get(f"/g/{group.pk}/").content.decode()
    found = re.search(r'<section class="sheet card">.*?</section>', page, re.S)
    assert found, "no card"
    return found[0]


def names(text: str) -> list[str]:
    return re.findall(r"<li><b>([^<]+)</b>", text)


def _in(organisation: Any, country: str) -> None:
    Organisation.objects.filter(pk=organisation.pk).update(country=country)


def test_crisis_lines_first_for_words_of_crisis(
    wren: Person, group: Any, organisation: Any
) -> None:
    _in(organisation, "US")
    text = card(wren, group)
    assert names(text) == ["988 Suicide &amp; Crisis Lifeline",
                           "National Human Trafficking Hotline", "Emergency services"]  # fmt: skip
    assert "When: every day, day and night" in text and "Ask at the start of the call" in text
    assert "08000" not in text and "choose delete" in text


def test_emergency_first_for_words_of_danger(wren: Person, group: Any, organisation: Any) -> None:
    _in(organisation, "US")
    text = card(wren, group, DANGER)
    assert names(text)[0] == "Emergency services" and "come first" in text


def test_without_a_country_all_lines_and_a_choice(wren: Person, group: Any) -> None:
    text = card(wren, group)
    assert len(names(text)) == 6
    assert "08000 121 700" in text and "1-833-900-1010" in text
    assert [f'href="/places/?c={code}"' in text for code in ("US", "CA", "UK")] == [True] * 3


def test_a_country_without_lines_has_the_fallback(
    wren: Person, group: Any, organisation: Any
) -> None:
    _in(organisation, "NP")
    organisation.refresh_from_db()
    organisation.own_lines = "The house line: 555-0100, every evening"
    organisation.save(update_fields=["own_lines"])
    text = card(wren, group)
    assert names(text) == [] and "Your local emergency number" in text
    assert "Harbour House" in text and "555-0100" in text


def test_what_the_organisation_corrected_or_hid_counts_here_too(
    wren: Person, group: Any, organisation: Any
) -> None:
    _in(organisation, "US")
    directory.hide(organisation.pk, LIFELINE, by="")
    facts = directory.Facts(
        name="The night line", reach="Call 555-0190", source="asked", country="US", card="crisis"
    )
    directory.add(organisation.pk, facts)
    assert names(card(wren, group))[0] == "The night line"
    assert "988" not in again(wren, group)


def test_lines_in_her_language_come_first(wren: Person, group: Any, organisation: Any) -> None:
    _in(organisation, "US")
    for name, speaks in (("En casa", ["es"]), ("At home", ["en"])):
        facts = directory.Facts(
            name=name, reach="x", source="y", country="US", card="crisis", speaks=speaks
        )
        directory.add(organisation.pk, facts)
    wren.post(group, CRISIS)
    wren.browser.post("/language/", {"language": "es"})
    first = names(again(wren, group))
    assert first.index("En casa") < first.index("At home")
    wren.browser.post("/language/", {"language": "en"})
    first = names(again(wren, group))
    assert first.index("En casa") > first.index("At home")


def test_it_says_who_is_here_and_promises_nothing(wren: Person, fern: Person, group: Any) -> None:
    Hours.objects.create(group=group, weekday=1, begins=time(19), ends=time(21))
    text = card(wren, group)
    assert "Nobody facilitates just now" in text and "Next hours" in text
    conduct.go_on_duty(fern.membership, clock.now())
    text = again(wren, group)
    assert "Somebody facilitates now" in text and "An answer can take a while" in text


@pytest.mark.parametrize("code", ["en", "es"])
def test_the_socket_brings_the_same_card(
    code: str, wren: Person, group: Any, organisation: Any
) -> None:
    _in(organisation, "US")
    wren.post(group, CRISIS)
    told = watching._help(Message.objects.get().pk)
    assert told is not None and told.member == wren.membership.pk
    wren.browser.post("/language/", {"language": code})
    assert json.loads(told.texts[code])["html"].strip() == again(wren, group).strip()


def test_a_refused_draft_carries_it_on_the_socket_too(
    wren: Person, group: Any, fern: Person
) -> None:
    conduct.set_mode(group.pk, "paused", None, fern.membership)
    refused = wren.post(group, DANGER)
    with translation.override("en"):
        fact = frames.refused(group.pk, "k", refused)
    assert fact["code"] == "paused" and names(fact["help"])[0] == "Emergency services"
    assert frames.refused(group.pk, "k", wren.post(group, "Good evening"))["help"] is None


def test_nobody_else_is_shown_it(wren: Person, ash: Person, group: Any) -> None:
    card(wren, group)
    assert "People who can help" not in ash.browser.get(f"/g/{group.pk}/").content.decode()
