"""What waits, for whom, and how it comes through."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from groups import access, conduct, history
from groups.answers import Held, Refused, Sent
from groups.models import Group, Membership, Message
from peernet.kit import clock
from tests.conftest import Person, enter, make_group, make_person


@pytest.fixture
def careful(organisation: Any) -> Any:
    return make_group(organisation, "Careful circle", newcomer_messages=2)


def people(group: Any) -> tuple[Person, Person]:
    newcomer, facilitator = make_person("sorrel"), make_person("heather")
    enter(newcomer, group)
    enter(facilitator, group, "facilitator")
    return newcomer, facilitator


def test_a_newcomers_first_messages_wait_until_two_became_visible(careful: Any) -> None:
    sorrel, heather = people(careful)
    first, second = sorrel.post(careful, "first"), sorrel.post(careful, "second")
    third = sorrel.post(careful, "third")
    assert all(isinstance(answer, Held) for answer in (first, second, third))
    for answer in (first, second):
        page = heather.browser.post(f"/desk/{answer.id}/", {"deed": "let_through"})
        assert page.status_code == 303
    assert isinstance(sorrel.post(careful, "fourth"), Sent)
    assert isinstance(heather.post(careful, "facilitators are never newcomers"), Sent)


def test_what_waits_is_in_nobody_elses_page_or_history(careful: Any) -> None:
    sorrel, heather = people(careful)
    robin = make_person("robin")
    enter(robin, careful)
    mid = sorrel.post(careful, "waiting words").id
    assert "waiting words" in sorrel.browser.get(f"/g/{careful.pk}/").content.decode()
    for other in (robin, heather):
        assert "waiting words" not in other.browser.get(f"/g/{careful.pk}/").content.decode()
        found = other.browser.get(
            f"/g/{careful.pk}/messages/?after=0", headers={"accept": "application/json"}
        )
        assert found.json()["messages"] == [] == found.json()["held"]
        assert other.browser.get(f"/g/{careful.pk}/m/{mid}/edit/").status_code == 404
    careful.refresh_from_db()
    assert careful.revision == 0, "no revision until released"


def test_letting_through_twice_posts_once(careful: Any) -> None:
    sorrel, heather = people(careful)
    mid = sorrel.post(careful, "once").id
    heather.browser.post(f"/desk/{mid}/", {"deed": "let_through"})
    assert heather.browser.post(f"/desk/{mid}/", {"deed": "let_through"}).status_code == 422
    assert Message.objects.filter(group=careful, seq__isnull=False).count() == 1


def test_refusing_needs_a_reason_and_gives_the_words_back(careful: Any) -> None:
    sorrel, heather = people(careful)
    mid = sorrel.post(careful, "my words").id
    page = heather.browser.post(f"/desk/{mid}/", {"deed": "refuse", "words": " "})
    assert page.status_code == 422
    heather.browser.post(f"/desk/{mid}/", {"deed": "refuse", "words": "It names somebody."})
    page = sorrel.browser.get(f"/g/{careful.pk}/").content.decode()
    assert "my words" in page and "It names somebody." in page and "Heather" not in page


def test_what_waits_is_masked_until_asked_for(careful: Any) -> None:
    sorrel, heather = people(careful)
    mid = sorrel.post(careful, "masked words").id
    assert "masked words" not in heather.browser.get(f"/desk/{mid}/").content.decode()
    assert "masked words" in heather.browser.get(f"/desk/{mid}/?show=1").content.decode()


@pytest.mark.parametrize("who", ["wren", "stray", "gone", "oak", "rowan", "fern"])
def test_nobody_else_decides(careful: Any, who: str, request: pytest.FixtureRequest) -> None:
    sorrel, _ = people(careful)
    mid = sorrel.post(careful, "mine").id
    other: Person = request.getfixturevalue(who)
    assert other.browser.post(f"/desk/{mid}/", {"deed": "let_through"}).status_code == 404
    assert Message.objects.get(pk=mid).state == "held"


@pytest.fixture
def resting(organisation: Any) -> Any:
    return make_group(organisation, "Resting circle", rests=True)


def test_while_nobody_facilitates_what_is_sent_waits_in_order(resting: Any) -> None:
    wren, fern = people(resting)
    Membership.objects.update(heard_messages=10)
    assert [type(wren.post(resting, f"number {n}")) for n in range(3)] == [Held] * 3
    conduct.go_on_duty(fern.membership, clock.now())
    assert isinstance(wren.post(resting, "now it is awake"), Sent)
    fern.browser.post(f"/desk/room/{resting.pk}/", {"rested": "1"})
    shown = [m.body for m in history.newest(wren.membership).messages]
    assert shown == ["now it is awake", "number 0", "number 1", "number 2"]


def test_the_room_rests_a_minute_after_the_last_one_went_quiet(resting: Any) -> None:
    _, fern = people(resting)
    now = clock.now()
    conduct.go_on_duty(fern.membership, now)
    assert conduct.room_now(resting, now) == ("open", 1)
    assert conduct.room_now(resting, now + timedelta(seconds=61)) == ("resting", 0)
    Membership.objects.filter(pk=fern.membership.pk).update(here_at=now - timedelta(seconds=61))
    assert conduct.settle_rooms(clock.now()) == 1
    resting.refresh_from_db()
    assert resting.told_mode == "resting" and resting.changed_rev == resting.revision
    fern.browser.get(f"/g/{resting.pk}/")
    resting.refresh_from_db()
    assert resting.told_mode == "open", "it wakes when she comes back"


@pytest.mark.parametrize(
    ("mode", "members", "facilitators"),
    [("open", Sent, Sent), ("held", Held, Sent), ("paused", "paused", Sent), ("slow", Sent, Sent)],
)
def test_what_each_mode_lets_people_do(
    group: Any, wren: Person, on_duty: Person, mode: str, members: Any, facilitators: Any
) -> None:
    page = on_duty.browser.post(f"/desk/room/{group.pk}/", {"mode": mode, "slow_seconds": "30"})
    assert page.status_code == 303
    answer = wren.post(group, "a member")
    assert answer.code == members if isinstance(members, str) else isinstance(answer, members)
    assert isinstance(on_duty.post(group, "a facilitator"), facilitators)


def test_without_scripts_the_page_says_how_long_and_keeps_the_words(
    group: Any, wren: Person, on_duty: Person
) -> None:
    said = {}
    for seconds in (30, 600):
        Group.objects.filter(pk=group.pk).update(mode="slow", slow_seconds=seconds)
        path = f"/g/{group.pk}/messages/"
        wren.browser.post(path, {"body": "One"})
        answer = wren.browser.post(path, {"body": "Two, and kept"})
        assert answer.status_code == 429 and "Two, and kept" in answer.content.decode()
        said[seconds] = answer.content.decode().replace("\xa0", " ")
    assert "seconds you can send again" in said[30]
    assert "You can send again in 10 minutes." in said[600]


def test_slow_mode_says_how_long_to_wait(group: Any, wren: Person, on_duty: Person) -> None:
    conduct.set_mode(group.pk, "slow", 30, on_duty.membership)
    assert isinstance(wren.post(group, "one"), Sent)
    again = wren.post(group, "two")
    assert (
        isinstance(again, Refused)
        and again.code == "slow_mode"
        and 25 <= (again.retry_after or 0) <= 30
    )
    page = wren.browser.post(f"/g/{group.pk}/messages/", {"body": "kept in the box"})
    assert page.status_code == 429 and "kept in the box" in page.content.decode()
    assert page.headers["Retry-After"]


def test_somebody_muted_can_read_but_not_write(group: Any, wren: Person, ash: Person) -> None:
    conduct.mute_until(wren.membership, clock.now() + timedelta(hours=2))
    answer = wren.post(group, "not now")
    assert isinstance(answer, Refused) and answer.code == "muted" and answer.retry_after
    assert wren.browser.get(f"/g/{group.pk}/").status_code == 200
    assert isinstance(ash.post(group, "ash may"), Sent)


def test_an_archived_group_can_be_read_only(group: Any, wren: Person) -> None:
    wren.post(group, "before the end")
    Group.objects.filter(pk=group.pk).update(archived_at=clock.now())
    answer = wren.post(group, "after")
    assert isinstance(answer, Refused) and answer.code == "archived"
    assert "before the end" in wren.browser.get(f"/g/{group.pk}/").content.decode()


def test_off_duty_a_facilitator_is_a_member(group: Any, wren: Person, fern: Person) -> None:
    assert Message.objects.get(pk=fern.post(group, "off duty").id).role == "member"
    conduct.go_on_duty(fern.membership, clock.now())
    assert Message.objects.get(pk=fern.post(group, "on duty").id).role == "facilitator"
    assert access.is_on_duty(fern.membership, clock.now())
