"""My groups: who has tools sees them first, whatever groups she is in."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from groups import joining
from tests.conftest import PASSWORD, Person


def arrives(who: Person) -> str:
    """What stands on the page that signing in leads to."""
    given = {"login": f"{who.name}-tree-1234", "password": PASSWORD}
    page = Client().post("/account/login/", given, follow=True).content.decode()
    return page.split("<main", 1)[1]


def tools(page: str) -> list[str]:
    """The links that stand out, before anything else."""
    before = page.split("/join/")[0].split('class="list"')[0]
    return re.findall(r'class="button main" href="([^"]+)"', before)


def test_an_administrator_is_shown_the_way_to_her_office(oak: Person) -> None:
    page = arrives(oak)
    assert tools(page) == ["/office/"]
    assert "You are in no group yet." not in page
    assert oak.browser.get("/office/", follow=True).status_code == 200


def test_a_facilitator_is_shown_the_way_to_her_desk(fern: Person) -> None:
    assert tools(arrives(fern)) == ["/desk/"]


def test_somebody_who_is_both_is_shown_both(fern: Person, organisation: Any) -> None:
    invite, _ = joining.issue(organisation, None, joining.Terms(role="administrator"))
    joining.redeem(invite.pk, joining.Person(fern.account))
    assert tools(arrives(fern)) == ["/desk/", "/office/"]


def test_others_are_shown_neither(wren: Person, stray: Person) -> None:
    for who in (wren, stray):
        page = arrives(who)
        assert tools(page) == []
        assert "/desk/" not in page and "/office/" not in page
    assert "You are in no group yet." in arrives(stray)
