"""The office keeps the directory: adds, changes, checks, removes; corrects or hides a line."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from groups.models import Organisation
from peernet.audit.models import Entry
from peernet.kit import clock
from peernet.support import directory
from peernet.support.models import Resource

LINE = "Cq0zK2YTwKX5ujOj"
GOOD = {
    "name": "Lantern Street Clinic",
    "needs": ["2", "4"],
    "reach": "Call 555-0142",
    "source": "asked by telephone",
    "trace": "shows",
    "country": "US",
    "speaks": ["en", "any"],
    "hours": "9 to 17",
}


def path(house: Any, end: str = "") -> str:
    return f"/office/{house.pk}/places/{end}"


def deeds() -> list[str]:
    found = Entry.objects.order_by("number").values_list("action", flat=True)
    return [action for action in found if "place" in action or "lines" in action]


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found
    return found[1]


def added(client: Any, house: Any, **more: Any) -> Any:
    assert client.post(path(house, "new/"), {**GOOD, **more}).status_code == 303
    return Resource.objects.get(replaces="")


def test_added_it_is_there_for_members_and_written_down(oak: Any, wren: Any, house: Any) -> None:
    client = oak.sign_in()
    assert "Nothing yet" in client.get(path(house)).content.decode()
    row = added(client, house)
    assert "Lantern Street Clinic" in client.get(path(house)).content.decode()
    page = wren.sign_in().get(f"/places/{row.pk}/").content.decode()
    assert "555-0142" in page and "Counselling" in page and "others by interpreter" in page
    assert deeds() == ["add_place"]
    assert b"Lantern" not in bytes(row.__dict__["name"])


@pytest.mark.parametrize(
    "bad",
    [{"name": ""}, {"needs": []}, {"needs": ["9"]}, {"reach": ""}, {"source": ""},
     {"country": "ZZ"}, {"trace": "maybe"}, {"speaks": ["xx"]}, {"reach": "x" * 401}],
)  # fmt: skip
def test_bad_input_is_said_and_kept(bad: dict[str, Any], oak: Any, house: Any) -> None:
    answer = oak.sign_in().post(path(house, "new/"), {**GOOD, "hours": "kept words", **bad})
    assert answer.status_code == 422 and "kept words" in answer.content.decode()
    assert not Resource.objects.exists() and deeds() == []


def test_the_second_of_two_is_shown_what_changed(oak: Any, house: Any) -> None:
    client = oak.sign_in()
    row = added(client, house)
    mark = seen(client.get(path(house, f"{row.pk}/")).content.decode())
    first = client.post(path(house, f"{row.pk}/"), {**GOOD, "hours": "8 to 12", "seen": mark})
    assert first.status_code == 303
    second = {**GOOD, "hours": "10 to 20", "cost": "what I typed", "seen": mark}
    answer = client.post(path(house, f"{row.pk}/"), second)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "<dt>Hours</dt><dd>8 to 12</dd>" in text and "what I typed" in text
    assert "<dt>Cost</dt>" not in text
    assert Resource.objects.get().hours == "8 to 12"
    again = client.post(path(house, f"{row.pk}/"), {**second, "seen": seen(text)})
    assert again.status_code == 303 and Resource.objects.get().hours == "10 to 20"
    assert deeds() == ["add_place", "change_place", "change_place"]


def test_what_is_old_is_listed_until_checked(oak: Any, house: Any) -> None:
    client = oak.sign_in()
    row = added(client, house)
    assert "Not checked for" not in client.get(path(house)).content.decode()
    Resource.objects.update(checked_on=clock.now().date() - timedelta(days=181))
    assert "Not checked for 180 days" in client.get(path(house)).content.decode()
    assert client.post(path(house, f"{row.pk}/checked/")).status_code == 303
    assert "Not checked for" not in client.get(path(house)).content.decode()
    assert Resource.objects.get().checked_on == clock.now().date()
    assert deeds()[-1] == "check_place"


def test_old_lines_of_the_program_are_listed_too(
    oak: Any, house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = oak.sign_in()
    assert "comes with the program" not in client.get(path(house)).content.decode()
    monkeypatch.setattr("peernet.support.entries.STALE_DAYS", -400)
    page = client.get(path(house)).content.decode()
    assert "comes with the program" in page and f"places/{LINE}/correct/" in page


def test_removing_asks_first(oak: Any, wren: Any, house: Any) -> None:
    client = oak.sign_in()
    row = added(client, house)
    assert "Remove it" in client.get(path(house, f"{row.pk}/remove/")).content.decode()
    assert Resource.objects.exists()
    assert client.post(path(house, f"{row.pk}/remove/")).status_code == 303
    assert not Resource.objects.exists() and deeds()[-1] == "remove_place"
    assert wren.sign_in().get(f"/places/{row.pk}/").status_code == 404
    assert client.post(path(house, f"{row.pk}/remove/")).status_code == 404


def test_a_line_is_corrected_for_ones_own_members(
    oak: Any, wren: Any, elm: Any, house: Any
) -> None:
    client = oak.sign_in()
    page = client.get(path(house, f"{LINE}/correct/")).content.decode()
    assert "988 Suicide &amp; Crisis Lifeline" in page and "Ask at the start" in page
    fixed = {**GOOD, "name": "988, corrected", "card": "crisis"}
    assert client.post(path(house, f"{LINE}/correct/"), fixed).status_code == 303
    assert "You corrected it" in client.get(path(house)).content.decode()
    assert "988, corrected" in wren.sign_in().get("/places/").content.decode()
    theirs = elm[0].sign_in().get("/places/").content.decode()
    assert "988, corrected" not in theirs and "988 Suicide" in theirs
    twice = client.post(path(house, f"{LINE}/correct/"), {**fixed, "cost": "kept words"})
    assert twice.status_code == 422 and "kept words" in twice.content.decode()
    assert client.get(path(house, "aaaaaaaaaaaaaaaa/correct/")).status_code == 404
    row = Resource.objects.get()
    client.post(path(house, f"{row.pk}/remove/"))
    assert "988 Suicide" in wren.client.get("/places/").content.decode()


def test_a_line_is_hidden_and_shown_again(oak: Any, wren: Any, house: Any) -> None:
    client, reader = oak.sign_in(), wren.sign_in()
    for _ in range(2):
        assert client.post(path(house, f"{LINE}/hide/"), {"on": "1"}).status_code == 303
    assert "988" not in reader.get("/places/").content.decode()
    assert "Your members do not see it." in client.get(path(house)).content.decode()
    hidden = Resource.objects.get()
    changed = client.post(path(house, f"{hidden.pk}/"), {**GOOD, "seen": ""})
    assert changed.status_code == 404, "a hidden line is shown again, not changed"
    assert client.post(path(house, f"{LINE}/hide/"), {"on": "0"}).status_code == 303
    assert "988" in reader.get("/places/").content.decode()
    assert deeds() == ["hide_place", "show_place"]
    assert client.post(path(house, f"{LINE}/hide/"), {"on": "0"}).status_code == 404
    assert client.post(path(house, "aaaaaaaaaaaaaaaa/hide/"), {"on": "1"}).status_code == 404
    assert client.get(path(house, f"{LINE}/hide/")).status_code == 405


def test_its_own_line_and_hours(oak: Any, wren: Any, house: Any) -> None:
    client = oak.sign_in()
    mark = seen(client.get(path(house, "own/")).content.decode())
    given = {"country": "NP", "own_lines": "555-0100, every evening", "seen": mark}
    assert client.post(path(house, "own/"), given).status_code == 303
    assert "555-0100" in wren.sign_in().get("/places/").content.decode()
    late = {"country": "US", "own_lines": "what I typed", "seen": mark}
    answer = client.post(path(house, "own/"), late)
    text = answer.content.decode()
    assert answer.status_code == 422 and "555-0100" in text and "what I typed" in text
    assert Organisation.objects.get(pk=house.pk).country == "NP"
    assert client.post(path(house, "own/"), {**late, "seen": seen(text)}).status_code == 303
    bad = client.post(path(house, "own/"), {"country": "ZZ", "own_lines": "kept words"})
    assert bad.status_code == 422 and "kept words" in bad.content.decode()
    assert deeds() == ["own_lines", "own_lines"]


def test_another_houses_entry_does_not_exist(oak: Any, elm: Any, house: Any) -> None:
    row = added(oak.sign_in(), house)
    stray, other, _theirs = elm
    client = stray.sign_in()
    for base in (house, other):
        for end in ("", "checked/", "remove/"):
            given = {**GOOD, "seen": directory.facts_of(row).marks()}
            answer = client.post(path(base, f"{row.pk}/{end}"), given)
            assert answer.status_code == 404, end
            assert client.get(path(base, f"{row.pk}/{end}")).status_code in (404, 405), end
    assert "Lantern" not in client.get(path(other)).content.decode()
    assert deeds() == ["add_place"]


def test_members_and_facilitators_keep_nothing(wren: Any, fern: Any, oak: Any, house: Any) -> None:
    row = added(oak.sign_in(), house)
    for who in (wren, fern):
        client = who.sign_in()
        for end in ("", "new/", "own/", f"{row.pk}/", f"{row.pk}/remove/", f"{LINE}/correct/"):
            assert client.get(path(house, end)).status_code == 404
            assert client.post(path(house, end), GOOD).status_code in (404, 405)
    assert Resource.objects.count() == 1
