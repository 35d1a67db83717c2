"""Pseudonyms: hers, unlike her handle, unlike anybody's, unlike staff."""

from __future__ import annotations

from typing import Any

import pytest

from groups import joining, naming
from peernet.accounts.models import digest_of
from tests.conftest import Person, enter, make_group


@pytest.mark.parametrize(
    "name",
    ["", "x", "x" * 31, "\u200b\u200b", "…", "calm harbor", "Harbor", "calm-harbor-2741", "Calm_Harbor 2741",
     "wren@mail.example", "wren.com", "555 0142 999", "Facilitator", "fаcilitator", "Admin Wren",
     "\u202eWren\u202e"[:2], "\u3164\u3164", "Facilit\u3164ator", "Ғennel", "Fᥱnnel", "Wrеn"],
)  # fmt: skip
def test_names_that_are_refused(db: None, name: str) -> None:
    with pytest.raises(naming.BadName):
        naming.checked(name, handle="calm-harbor-2741")


@pytest.mark.parametrize(
    "name", ["Wren", "Har", "María José", "李雷", "小雨 Ana", "Ola 2", "x" * 30, "Мария"]
)
def test_names_that_are_hers(db: None, name: str) -> None:
    assert naming.checked(name, handle="calm-harbor-2741") == name


@pytest.mark.parametrize(
    "name",
    ["calm-harbor-2741", "Calm.Harbor.2741", "c-alm harbor 2741", "calm harbor", "harborcalm",
     "Harbor 2741", "2741 calm", "xcalm-harbor-2741x"],
)  # fmt: skip
def test_who_is_signed_in_gives_no_two_parts_of_her_handle_away(wren: Person, name: str) -> None:
    wren.account.handle_digest = digest_of("calm-harbor-2741")
    with pytest.raises(naming.BadName):
        naming.checked(name, account=wren.account)
    wren.account.handle_digest = digest_of("bright-acorn-1000")
    assert naming.checked(name, account=wren.account)


@pytest.mark.parametrize(
    "twin",
    [
        "wren",
        "WREN",
        "W r e n",
        "Wrén",
        "Ｗｒｅｎ",
        "Wгen".replace("г", "r"),
        "Wrеn",
        "vvren",
        "Wr\u200ben",
        "Wr\u1160en",
    ],
)
def test_names_that_look_alike_are_one(db: None, twin: str) -> None:
    assert naming.look_of(twin) == naming.look_of("Wren")


def test_names_that_differ_stay_apart(db: None) -> None:
    looks = {naming.look_of(name) for name in ("Wren", "Fern", "Ash", "Oak", "Rowan", "Robin")}
    assert len(looks) == 6


def test_a_name_that_is_taken_in_an_open_group_is_told_to_her(
    wren: Person, ash: Person, group: Any
) -> None:
    for name in ("vvren", "Wren\u3164", "Wr\u115fen"):
        page = ash.browser.post(f"/g/{group.pk}/name/", {"pseudonym": name})
        assert page.status_code == 422 and "looks like this one" in page.content.decode()
    assert ash.browser.post(f"/g/{group.pk}/name/", {"pseudonym": "Sorrel"}).status_code == 303
    assert ash.membership.pseudonym == "Sorrel"


def test_two_groups_share_nothing_about_one_person(
    fern: Person, group: Any, other_group: Any
) -> None:
    one, two = (fern.memberships[g.pk] for g in (group, other_group))
    assert one.pk != two.pk and one.look != two.look
    pages = [fern.browser.get(f"/g/{g.pk}/").content.decode() for g in (group, other_group)]
    assert all(fern.account.pk not in page for page in pages)
    assert one.pk in pages[0] and one.pk not in pages[1]


def test_the_same_name_may_live_in_two_groups(wren: Person, organisation: Any) -> None:
    second = make_group(organisation, "Another")
    assert enter(wren, second).pseudonym == "Wren"


def test_names_are_tried_a_few_times_an_hour(wren: Person, group: Any) -> None:
    for _ in range(20):
        assert wren.browser.post(f"/g/{group.pk}/name/", {"pseudonym": "x"}).status_code == 422
    late = wren.browser.post(f"/g/{group.pk}/name/", {"pseudonym": "Tried once more"})
    assert late.status_code == 429 and int(late["Retry-After"]) > 0
    assert "Tried once more" in late.content.decode() and wren.membership.pseudonym == "Wren"
    late = wren.browser.post(f"/g/{group.pk}/name/", {"pseudonym": "Facilitator"})
    assert "Facilitator" in late.content.decode(), "kept"
    assert "somebody who runs the place" not in late.content.decode(), "but not judged any more"


def test_joining_with_an_account_tries_no_more_names_either(
    wren: Person, organisation: Any
) -> None:
    _, code = joining.issue(organisation, make_group(organisation, "Another"), joining.Terms())
    assert wren.browser.post("/join/", {"code": code, "phrase": ""}).status_code == 303
    tried = [wren.browser.post("/join/new/", {"pseudonym": "Admin"}) for _ in range(21)]
    assert [page.status_code for page in tried] == [422] * 20 + [429]
    assert "somebody who runs the place" in tried[0].content.decode()
    assert "somebody who runs the place" not in tried[-1].content.decode()
    assert 'value="Admin"' in tried[-1].content.decode()
