"""Words go when they are as old as the group says; an ended group cannot be read again."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest

from groups import ending, history, keeping
from groups.models import Agreement, Group, Membership, Message
from peernet.kit import clock
from peernet.upkeep import rounds
from peernet.vault import keys


def _aged(message_id: str, days: int) -> None:
    then = clock.now() - timedelta(days=days)
    Message.objects.filter(pk=message_id).update(at=then, shown_at=then)


def test_old_words_go_and_pages_are_told(wren: Any, circle: Any) -> None:
    old, new = wren.say(circle, "long ago"), wren.say(circle, "today")
    cursor = history.newest(wren.in_group(circle)).revision
    _aged(old.id, 31)
    assert keeping.forget(clock.now()) == 1
    assert [m.pk for m in Message.objects.all()] == [new.id]
    group = Group.objects.get(pk=circle.pk)
    assert (group.gone_before, group.gone_rev) == (old.seq + 1, cursor + 1)


def test_nothing_is_called_gone_that_is_still_there(wren: Any, circle: Any) -> None:
    """A message that waited long is older than its neighbours: it goes when they do."""
    first, waited = wren.say(circle, "first"), wren.say(circle, "waited long")
    Message.objects.filter(pk=waited.id).update(at=clock.now() - timedelta(days=40))
    keeping.forget(clock.now())
    assert set(Message.objects.values_list("pk", flat=True)) == {first.id, waited.id}


def test_more_than_a_batch_goes_in_one_round(
    wren: Any, circle: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "BATCH", 2)
    for n in range(5):
        _aged(wren.say(circle, f"word {n}").id, 31)
    lines: list[str] = []
    rounds.make_round(clock.now(), lines.append)
    assert "groups: 5\n" in lines
    rounds.make_round(clock.now(), lines.append)  # twice is as good as once
    assert not Message.objects.exists()


def test_a_slow_batch_is_followed_by_a_smaller_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_PAUSE_SECONDS", 0)
    pace = keeping.Pace()
    assert pace.rows == keeping.FEWEST, "the first one meets a cold cache"
    for _ in range(20):
        pace.rest(time.monotonic())
    sizes = [pace.rows]
    for took in (1.0, 1.0, 1.0, 1.0, 0.0, 0.012):
        pace.rest(time.monotonic() - took)
        sizes.append(pace.rows)
    assert sizes == [keeping.BATCH, 25, 12, 6, 5, 10, 10]


def test_an_archived_group_can_be_read_until_it_ends(wren: Any, circle: Any) -> None:
    wren.say(circle, "the last evening")
    ending.archive(circle.pk, clock.now(), by="")
    page = wren.sign_in().get(f"/g/{circle.pk}/").content.decode()
    assert "the last evening" in page
    assert wren.say(circle, "one more").code == "archived"
    keeping.forget(clock.now() + timedelta(days=31))
    group = Group.objects.get(pk=circle.pk)
    assert group.ended_at
    assert wren.client.get("/g/").status_code == 200
    assert wren.client.get(f"/g/{circle.pk}/").status_code == 404


def test_what_an_ending_leaves_goes_in_upkeeps_batches(
    wren: Any, circle: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taken away in the answer to a press, a large group's rows would stop all other writing."""
    monkeypatch.setattr(keeping, "BATCH", 4)
    for number in range(9):
        wren.say(circle, f"soon noise {number}")
    ending.end(circle.pk, clock.now())
    assert Message.objects.count() == 9
    assert keeping.forget(clock.now()) >= 9
    assert not Message.objects.exists() and not Agreement.objects.exists()
    assert ending.unfinished() == []


def test_ending_destroys_the_key(wren: Any, circle: Any) -> None:
    said = wren.say(circle, "only here")
    token = bytes(Message.objects.filter(pk=said.id).values_list("body", flat=True)[0])
    ending.end(circle.pk, clock.now())
    with pytest.raises(keys.CannotOpen):
        keys.unseal(f"group:{circle.pk}", f"groups_message.body|{said.id}", token)
    keeping.empty_ended()
    assert not Message.objects.exists()
    assert wren.in_group(circle).ending == Membership.Ending.CLOSED
