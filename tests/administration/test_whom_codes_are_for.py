"""Whom a code is for: what stands in the form first can be sent, and a refusal says what to choose."""

from __future__ import annotations

import re
from typing import Any

import pytest

from groups.models import Invite

from . import cast


def chosen(page: str, name: str) -> str:
    """The option a browser would send: the marked one, else the first."""
    options = re.search(rf'<select[^>]*name="{name}".*?</select>', page, re.S)
    assert options
    marked = re.search(r'value="([^"]*)" selected', options[0])
    return (marked or re.search(r'<option value="([^"]*)"', options[0]))[1]  # type: ignore[index]


def offered(client: Any, house: Any) -> dict[str, str]:
    page = client.get(f"/office/{house.pk}/invites/new/").content.decode()
    return {name: chosen(page, name) for name in ("group", "role")}


def send(client: Any, house: Any, **given: str) -> Any:
    terms = {"count": "1", "uses": "1", "days": "9", "label": "spring", "phrase": "green door"}
    return client.post(f"/office/{house.pk}/invites/new/", {**terms, **given})


def test_with_one_group_it_stands_there_for_a_member(oak: Any, house: Any, circle: Any) -> None:
    client = oak.sign_in()
    assert offered(client, house) == {"group": circle.pk, "role": "member"}
    assert send(client, house, **offered(client, house)).status_code == 200
    assert Invite.objects.get(role="member").group == circle


def test_with_several_one_is_chosen_first(oak: Any, house: Any, circle: Any) -> None:
    other, client = cast.group_of(house, "Harbour mornings"), oak.sign_in()
    assert offered(client, house) == {"group": "", "role": "member"}
    answer = send(client, house, **offered(client, house))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose the group that this person joins." in page
    for typed in ("spring", "green door", 'value="9"'):
        assert typed in page
    assert send(client, house, group=other.pk, role="facilitator").status_code == 200
    assert Invite.objects.get(role="facilitator").group == other


def test_without_a_group_only_an_administrator_can_come(oak: Any, house: Any) -> None:
    client, held = oak.sign_in(), Invite.objects.filter(role="administrator").count()
    assert offered(client, house) == {"group": "-", "role": "administrator"}
    assert send(client, house, **offered(client, house)).status_code == 200
    assert send(client, house, group="", role="administrator").status_code == 200
    assert Invite.objects.filter(role="administrator").count() == held + 2
    assert send(client, house, group="-", role="member").status_code == 422


@pytest.mark.parametrize("several", [False, True])
def test_an_administrators_code_for_a_group_is_refused_in_its_place(
    oak: Any, house: Any, circle: Any, several: bool
) -> None:
    if several:
        cast.group_of(house, "Harbour mornings")
    before = Invite.objects.count()
    answer = send(oak.sign_in(), house, group=circle.pk, role="administrator")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "is for the organisation: choose that." in page
    assert (chosen(page, "group"), chosen(page, "role")) == (circle.pk, "administrator")
    assert Invite.objects.count() == before
