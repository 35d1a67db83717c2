"""Rows that somebody swapped or altered are said to be so, and break nobody else's page (SEC-46)."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest

from groups import hub as hubs
from groups.models import Membership, Message
from tests.conftest import Person

SAID = "This cannot be shown."
SPOILT = b"\x01" + b"0" * 60


def test_sec_46_two_swapped_messages_are_said_to_be_so_and_the_room_goes_on(
    wren: Person, ash: Person, group: Any, caplog: Any
) -> None:
    mine, hers = wren.post(group, "from wren").id, ash.post(group, "from ash").id
    ash.post(group, "and what came after")
    swapped = {pk: Message.objects.get(pk=pk).__dict__["body"] for pk in (mine, hers)}
    Message.objects.filter(pk=mine).update(body=swapped[hers])
    Message.objects.filter(pk=hers).update(body=swapped[mine])
    with caplog.at_level(logging.WARNING, "peernet.vault"):
        page = ash.browser.get(f"/g/{group.pk}/").content.decode()
    assert page.count(SAID) == 2
    assert "and what came after" in page
    assert "from wren" not in page
    assert "groups_message.body does not open" in caplog.text
    as_json = {"HTTP_ACCEPT": "application/json"}
    rows = ash.browser.get(f"/g/{group.pk}/messages/", **as_json).json()["messages"]
    assert [SAID in row["html"] for row in rows] == [True, True, False]


def test_a_spoilt_name_hides_nobody_elses_words(wren: Person, ash: Person, group: Any) -> None:
    wren.post(group, "from wren")
    Membership.objects.filter(pk=wren.membership.pk).update(pseudonym=SPOILT)
    page = ash.browser.get(f"/g/{group.pk}/").content.decode()
    assert SAID in page
    assert "from wren" in page


def test_the_desk_and_a_report_go_on_beside_a_spoilt_row(
    wren: Person, ash: Person, on_duty: Person, group: Any
) -> None:
    spoilt, said = ash.post(group, "before").id, ash.post(group, "hurtful").id
    Message.objects.filter(pk=spoilt).update(body=SPOILT)
    given = {"reason": "hurtful", "details": ""}
    assert wren.browser.post(f"/g/{group.pk}/m/{said}/report/", given).status_code == 303
    Membership.objects.filter(pk=ash.membership.pk).update(pseudonym=SPOILT)
    assert on_duty.browser.get("/desk/").status_code == 200
    assert on_duty.browser.get(f"/desk/{said}/").status_code == 200


def test_a_group_whose_name_is_spoilt_keeps_nobody_from_the_others(
    wren: Person, group: Any
) -> None:
    type(group).objects.filter(pk=group.pk).update(name=SPOILT)
    assert wren.browser.get("/g/").status_code == 200


def test_whatever_breaks_one_look_the_next_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else no socket of this process would hear of a sign-out any more."""
    monkeypatch.setattr(hubs, "LOOK_SECONDS", 0.01)
    hub, looks = hubs.Hub(), []

    async def look(rounds: int) -> None:
        looks.append(rounds)
        if len(looks) == 1:
            raise KeyError("a row")

    async def some_time() -> None:
        hub._look_now = asyncio.Event()
        keeps = asyncio.create_task(hub._keep_looking())
        await asyncio.sleep(0.1)
        keeps.cancel()

    monkeypatch.setattr(hub, "_look", look)
    asyncio.run(some_time())
    assert len(looks) > 1
