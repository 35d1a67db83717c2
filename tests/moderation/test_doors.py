"""The URL-by-person table of the desk and of a member's side of it. The table is the policy."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Person

from .conftest import Desk, report, said

pytestmark = pytest.mark.django_db

WHO = "wren ash fern oak stray gone rowan nobody"
#                       wren ash fern oak stray gone rowan nobody
GET = {
    "/desk/":               "404 404 200 404 404 404 404 303",
    "/desk/{mid}/":         "404 404 200 404 404 404 404 303",
    "/desk/{ash}/":         "404 404 200 404 404 404 404 303",
    "/desk/{fern}/":        "404 404 404 404 404 404 404 303",
    "/desk/room/{gid}/":    "404 404 200 404 404 404 404 303",
    "/desk/duty/":          "405 405 405 405 405 405 405 303",
    "/g/{gid}/m/{mid}/report/": "200 404 200 404 404 404 404 303",
    "/g/{gid}/p/{ash}/report/": "200 404 200 404 404 404 404 303",
    "/g/{gid}/talk/":       "200 200 200 404 404 404 404 303",
    "/g/{gid}/block/":      "200 200 200 404 404 404 404 303",
    "/account/notices/":    "200 200 200 200 200 200 200 303",
}  # fmt: skip


@pytest.mark.parametrize("path", GET)
def test_the_table_of_pages_holds(
    path: str, group: Any, wren: Person, ash: Person, fern: Person, oak: Person, stray: Person,
    gone: Person, rowan: Person, client: Any,
) -> None:  # fmt: skip
    message = said(ash, group)
    cast = {"wren": wren, "ash": ash, "fern": fern, "oak": oak, "stray": stray, "gone": gone,
            "rowan": rowan}  # fmt: skip
    Desk(fern).on()
    full = path.format(
        gid=group.pk, mid=message.pk, ash=ash.membership.pk, fern=fern.memberships[group.pk].pk
    )
    got = [cast[name].browser.get(full).status_code for name in WHO.split()[:-1]]
    got.append(client.get(full).status_code)
    assert dict(zip(WHO.split(), map(str, got), strict=True)) == dict(
        zip(WHO.split(), GET[path].split(), strict=True)
    )


def test_what_is_not_there_and_what_is_not_hers_answer_the_same(
    group: Any, wren: Person, ash: Person, fern: Person
) -> None:
    message = said(ash, group)
    report(wren, message)
    there = wren.browser.get(f"/desk/{message.pk}/")
    nowhere = wren.browser.get("/desk/aaaaaaaaaaaaaaaa/")
    assert there.status_code == nowhere.status_code == 404
    assert there.content == nowhere.content


def test_every_deed_is_a_press_never_a_link(group: Any, ash: Person, desk: Desk) -> None:
    message = said(ash, group)
    desk.sees(message, deed="hide", reason="hurtful")
    message.refresh_from_db()
    assert message.state == "visible"


def test_an_unknown_deed_changes_nothing(group: Any, ash: Person, desk: Desk) -> None:
    message = said(ash, group)
    assert desk.do(message, "explode").status_code == 422
    assert desk.do(message, "").status_code == 422
    assert desk.do(message, "admit").status_code == 422
