"""Two administrators at one form: the second is shown what changed, also when both press at once."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from groups import appointing
from groups.models import Group
from peernet.audit.models import Entry

from . import cast
from .test_office import form_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def yew(house: Any) -> cast.Person:
    who = cast.person("yew")
    cast.appoint(who, house)
    return who


def _look_form(page: str) -> dict[str, str]:
    chosen = re.findall(r'<select[^>]*name="(\w+)".*?value="(\w+)" selected', page, re.S)
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    assert chosen and seen
    return {**dict(chosen), "seen": seen[1]}


def test_the_second_look_shows_the_second_what_changed(oak: Any, yew: Any, circle: Any) -> None:
    path = f"/office/g/{circle.pk}/look/"
    hers = _look_form(yew.sign_in().get(path).content.decode())
    first = _look_form(oak.sign_in().get(path).content.decode())
    assert oak.client.post(path, {**first, "contact": "hold"}).status_code == 303
    answer = yew.client.post(path, {**hers, "abuse": "nothing"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "Somebody else changed this" in page
    assert "ways to reach somebody elsewhere" in page.split("<form")[0] + page
    assert Group.objects.get().second_look["contact"] == "hold"
    assert _look_form(page)["abuse"] == "nothing", "what she typed is kept"
    assert yew.client.post(path, {**_look_form(page), "contact": "hold"}).status_code == 303
    kept = Group.objects.get().second_look
    assert (kept["contact"], kept["abuse"]) == ("hold", "nothing")


@pytest.mark.parametrize("which", ["group", "look"])
def test_of_those_who_press_at_once_one_is_kept(
    oak: Any, yew: Any, circle: Any, which: str
) -> None:
    path = f"/office/g/{circle.pk}/" + ("look/" if which == "look" else "")
    page = oak.sign_in().get(path).content.decode()
    form = _look_form(page) if which == "look" else form_of(page)
    yew.sign_in()
    changes = [{"abuse": "nothing", "about": "By oak"}, {"abuse": "hold", "about": "By yew"}]
    at_once = Barrier(2)

    def press(who: cast.Person, change: dict[str, str]) -> int:
        try:
            at_once.wait(20)
            return int(who.client.post(path, {**form, **change}).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, [oak, yew], changes)) == [303, 422]
    assert Entry.objects.filter(action="edit_group").count() == 1


def test_what_is_done_already_is_not_done_twice(
    oak: Any, yew: Any, fern: Any, circle: Any, house: Any
) -> None:
    member, other = fern.in_group(circle), fern.in_group(circle)
    appointing.stand_down(member, by="oak", reason="why")
    appointing.stand_down(other, by="yew", reason="why")
    assert Entry.objects.filter(action="stand_down").count() == 1
    hers, again = (yew.account.appointments.get() for _ in range(2))
    appointing.end_appointment(hers, by="oak")
    appointing.end_appointment(again, by="oak")
    assert Entry.objects.filter(action="end_appointment").count() == 1


def test_a_group_that_was_archived_meanwhile_is_not_edited(oak: Any, yew: Any, circle: Any) -> None:
    path = f"/office/g/{circle.pk}/"
    form = form_of(oak.sign_in().get(path).content.decode())
    yew.sign_in().post(f"{path}archive/", {"how": "archive"})
    assert oak.client.post(path, {**form, "about": "too late"}).status_code == 404
    assert Group.objects.get().about != "too late"
