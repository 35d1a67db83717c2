"""The directory as a member reads it: found by need, country, language; her organisations' only."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from groups.models import Organisation
from peernet.kit import clock
from peernet.support import directory
from peernet.support.entries import Country, Need
from peernet.support.lines import lines
from peernet.support.models import Resource
from tests.conftest import Person
from tests.support.conftest import HOTLINE, LIFELINE, kept


def page(who: Person, path: str = "/places/") -> str:
    answer = who.browser.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def names(text: str) -> list[str]:
    return re.findall(r'<h2><a href="/places/[^"]+">([^<]+)</a>', text)


def test_the_lines_that_were_read_are_shipped_and_nothing_more() -> None:
    told = [(line.id, line.where, line.reach) for line in lines()]
    assert len(told) == 6
    numbers = {number for _, _, reach in told for number in re.findall(r"\d[\d-]*(?: \d+)*", reach)}
    assert numbers == {"1-888-373-7888", "233733", "711", "988", "2", "911", "1-833-900-1010",
                       "08000 121 700", "999"}  # fmt: skip
    assert all(line.source and line.checked_on for line in lines())
    assert all(not line.cost for line in lines()), "no page that was read says it"


def test_by_country_with_the_rest_left_out(wren: Person, clinic: Any) -> None:
    found = names(page(wren, "/places/?c=UK"))
    assert found == ["Modern Slavery &amp; Exploitation Helpline (Unseen)", "Emergency services"]
    assert "Lantern Street Clinic" in names(page(wren, "/places/?c=US"))


def test_by_need_and_language_and_what_is_not_known_stays(wren: Person, organisation: Any) -> None:
    kept(organisation, "Only Spanish", needs=[6], speaks=["es"])
    kept(organisation, "Nobody knows", needs=[6])
    legal = int(Need.LEGAL)
    assert names(page(wren, f"/places/?n={legal}")) == ["Nobody knows", "Only Spanish"]
    assert names(page(wren, f"/places/?n={legal}&l=ru")) == ["Nobody knows"]
    french = names(page(wren, "/places/?l=fr&c=US"))
    assert "National Human Trafficking Hotline" in french, "it has interpreters"


def test_invented_choices_are_as_if_nothing_was_chosen(wren: Person) -> None:
    everything = names(page(wren, "/places/?c="))
    for odd in ("?c=ZZ", "?n=99", "?l=%00", "?n=x&c=<b>", "?page=x", "?page=-3"):
        assert names(page(wren, "/places/" + odd)) == everything, odd


def test_a_country_without_a_line_has_the_fallback_with_the_organisations_own(
    wren: Person, organisation: Any
) -> None:
    Organisation.objects.filter(pk=organisation.pk).update(country="NP")
    organisation.refresh_from_db()
    organisation.own_lines = "The house line: 555-0100, every evening"
    organisation.save(update_fields=["own_lines"])
    text = page(wren)
    assert "No line is known there yet" in text and "555-0100" in text
    assert "Your local emergency number" in text and names(text) == []
    assert "Nothing in the list fits" in text
    assert "Somewhere else" in page(wren, "/places/?c=US")


def test_her_organisations_country_is_chosen_until_she_chooses(
    wren: Person, organisation: Any
) -> None:
    assert len(names(page(wren))) == 6
    Organisation.objects.filter(pk=organisation.pk).update(country="CA")
    assert names(page(wren)) == ["Emergency services", "Canadian Human Trafficking Hotline"]
    assert len(names(page(wren, "/places/?n=&c=&l="))) == 6


def test_only_her_organisations_entries_are_there(
    wren: Person, stray: Person, gone: Person, oak: Person, clinic: Any, hill_pantry: Any
) -> None:
    for who, sees in ((wren, True), (oak, True), (stray, False), (gone, False)):
        assert ("Lantern Street Clinic" in page(who)) is sees, who.name
        there = who.browser.get(f"/places/{clinic.pk}/")
        assert there.status_code == (200 if sees else 404), who.name
        assert "Hill Pantry" not in page(who)
    invented = wren.browser.get("/places/aaaaaaaaaaaaaaaa/")
    theirs = wren.browser.get(f"/places/{hill_pantry.pk}/")
    assert theirs.status_code == 404 and theirs.content == invented.content


def test_an_entry_says_what_it_costs_reports_and_leaves_on_the_phone(
    wren: Person, clinic: Any, organisation: Any
) -> None:
    text = page(wren, f"/places/{clinic.pk}/")
    for told in ("Lantern Street Clinic", "9 to 17", "free", "Tells you first.", "Last checked",
                 "phone&#x27;s list", "hold the entry, choose delete", "Harbour House"):  # fmt: skip
        assert told in text.replace("phone's", "phone&#x27;s"), told
    bare = kept(organisation, "Bare", trace="none")
    text = page(wren, f"/places/{bare.pk}/")
    assert "Not known. Ask at the start." in text and "choose delete" not in text


def test_no_address_becomes_a_link(wren: Person, organisation: Any) -> None:
    row = kept(organisation, "<b>Bold</b>", reach="https://evil.example 555-0142")
    text = page(wren, f"/places/{row.pk}/")
    assert "&lt;b&gt;Bold" in text and 'href="https' not in text and "tel:" not in text


def test_what_is_old_says_so(wren: Person, clinic: Any) -> None:
    assert "long ago" not in page(wren, f"/places/{clinic.pk}/")
    old = clock.now().date() - timedelta(days=181)
    Resource.objects.update(checked_on=old)
    assert "long ago" in page(wren, f"/places/{clinic.pk}/")


def test_many_entries_come_in_pages_that_keep_her_choices(wren: Person, organisation: Any) -> None:
    for number in range(41):
        kept(organisation, f"Place {number:02}", needs=[3])
    text = page(wren, "/places/?n=3")
    assert len(names(text)) == 40 and "?page=2&amp;n=3&amp;c=&amp;l=" in text
    assert names(page(wren, "/places/?page=2&n=3&c=&l=")) == ["Place 40"]


def test_a_line_is_hidden_only_when_all_her_organisations_hide_it(
    wren: Person, organisation: Any, hill: Any
) -> None:
    from tests.conftest import enter, make_group

    directory.hide(organisation.pk, LIFELINE, by="")
    assert "988" not in page(wren)
    assert wren.browser.get(f"/places/{LIFELINE}/").status_code == 404
    enter(wren, make_group(hill, "Other circle"))
    assert "988" in page(wren)
    directory.hide(hill.pk, LIFELINE, by="")
    assert "988" not in page(wren)


def test_a_correction_stands_where_the_line_stood(
    wren: Person, stray: Person, organisation: Any
) -> None:
    line = next(line for line in lines() if line.id == HOTLINE)
    facts = directory.facts_of_line(line)
    fixed = directory.Facts(**{**vars(facts), "reach": "Call the corrected number"})
    directory.add(organisation.pk, fixed, line=HOTLINE)
    assert "Call the corrected number" in page(wren) and "1-888-373-7888" not in page(wren)
    assert names(page(wren))[0] == "National Human Trafficking Hotline"
    assert "Call the corrected number" in page(wren, f"/places/{HOTLINE}/")
    assert "1-888-373-7888" in page(stray)


def test_nothing_of_what_she_looks_for_is_written(wren: Person, clinic: Any) -> None:
    wren.browser.get("/places/")
    with connection.execute_wrapper(_no_writes):
        page(wren, "/places/?n=6&c=MX&l=es")


def _no_writes(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    told = sql.lstrip().upper()
    assert not told.startswith(("INSERT", "UPDATE", "DELETE")), sql
    return execute(sql, params, many, context)


BAD_ROWS = [
    {"owner": ""},
    {"owner": "x", "country": "ZZ"},
    {"owner": "x", "trace": "maybe"},
    {"owner": "x", "card": "loud"},
    {"owner": "x", "hidden_at": clock.now()},
]


@pytest.mark.parametrize("bad", BAD_ROWS)
def test_the_database_holds_the_line(bad: dict[str, Any], db: None) -> None:
    day = clock.now().date()
    Resource(owner="x", checked_on=day, country=Country.US).save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Resource(checked_on=day, **bad).save(force_insert=True)


def test_one_correction_of_a_line_an_organisation(db: None) -> None:
    day = clock.now().date()
    Resource(owner="x", checked_on=day, replaces=HOTLINE).save(force_insert=True)
    Resource(owner="y", checked_on=day, replaces=HOTLINE).save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Resource(owner="x", checked_on=day, replaces=HOTLINE).save(force_insert=True)
