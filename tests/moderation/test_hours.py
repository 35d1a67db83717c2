"""Facilitators enter when they are here; members read it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Person

from .conftest import Desk, trail_says

pytestmark = pytest.mark.django_db
FRIDAY = {"hours": "add", "day": "4", "begins": "18:00", "ends": "20:00"}


def about(person: Person, group: Any) -> str:
    return str(person.browser.get(f"/g/{group.pk}/about/").content.decode())


def test_entered_hours_are_read_by_members_and_can_be_removed(
    group: Any, wren: Person, desk: Desk
) -> None:
    room = f"/desk/room/{group.pk}/"
    for _ in range(2):  # the same hours twice are the same hours
        assert desk.person.browser.post(room, FRIDAY).status_code == 303
    assert about(wren, group).count("18:00–20:00") == 1
    assert trail_says("edit_group", by=desk.person)
    assert desk.person.browser.post(room, {**FRIDAY, "hours": "remove"}).status_code == 303
    assert "18:00–20:00" not in about(wren, group)


@pytest.mark.parametrize(
    "wrong", [{"begins": ""}, {"ends": "late"}, {"day": "7"}, {"day": ""}, {"ends": "18:00"}]
)
def test_hours_that_cannot_be_are_asked_for_again(
    group: Any, wren: Person, desk: Desk, wrong: dict[str, str]
) -> None:
    answer = desk.person.browser.post(f"/desk/room/{group.pk}/", FRIDAY | wrong)
    assert answer.status_code == 422 and b"such as 18:00" in answer.content
    assert not group.hours.exists()


def test_members_enter_no_hours(group: Any, wren: Person) -> None:
    assert wren.browser.post(f"/desk/room/{group.pk}/", FRIDAY).status_code == 404
    assert not group.hours.exists()
