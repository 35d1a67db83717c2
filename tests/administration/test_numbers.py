"""Numbers for funders: nothing under ten, nothing that gives it away, nothing twice."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from groups import counting
from groups.models import Tally
from peernet.administration import queries
from peernet.audit.models import Entry, Head
from peernet.kit import clock


def test_small_cells_go_together_with_the_one_that_would_give_them_away() -> None:
    cells, total = queries.with_total([40, 3, 60])
    assert cells == [None, None, 60]
    assert total == 105
    assert queries.with_total([40, 50, 60]) == ([40, 50, 60], 150)
    assert queries.with_total([3])[1] is None
    assert queries.with_total([2, 4]) == ([None, None], None)


def test_no_table_lets_a_small_cell_be_worked_out() -> None:
    dice = random.Random(7)
    for _ in range(300):
        true = [dice.choice([0, 3, 9, 10, 12, 40, 55, 200]) for _ in range(dice.randint(1, 8))]
        cells, total = queries.with_total(true)
        hidden = [n for n, cell in zip(true, cells, strict=True) if cell is None]
        assert all(n >= 10 for n, cell in zip(true, cells, strict=True) if cell is not None)
        if hidden and total is not None:
            assert len(hidden) > 1
            assert sum(hidden) >= 10


def test_counting_twice_counts_once(wren: Any, house: Any, circle: Any) -> None:
    for n in range(8):
        wren.say(circle, f"word {n}")
    wren.sign_in()
    now = clock.now()
    counting.count(now)
    counting.count(now + timedelta(seconds=1))
    found = dict(Tally.objects.values_list("kind", "n"))
    assert found == {"groups": 1, "members": 1, "messages": 8, "sessions": 1, "reports": 0}


def test_the_page_the_file_and_the_picture_say_the_same(oak: Any, house: Any) -> None:
    month = (clock.now().date().replace(day=1) - timedelta(days=1)).replace(day=1)
    for kind, n in (("members", 43), ("messages", 1234), ("reports", 3)):
        Tally.objects.create(organisation=house, month=month, kind=kind, n=n)
    client = oak.sign_in()
    page = client.get(f"/office/{house.pk}/numbers/").content.decode()
    assert "<td>45</td>" in page
    assert "<td>1235</td>" in page
    assert "<td>3</td>" not in page
    file = client.get(f"/office/{house.pk}/numbers.csv").content.decode().splitlines()
    assert file[1] == f"{month:%Y-%m},,45,1235,,"
    drawn = client.get(f"/office/{house.pk}/numbers/members.svg").content.decode()
    assert "45" in drawn
    assert "style" not in drawn


def test_the_month_that_is_not_over_is_not_shown(oak: Any, house: Any) -> None:
    today = clock.now().date().replace(day=1)
    Tally.objects.create(organisation=house, month=today, kind="members", n=77)
    assert "75" not in oak.sign_in().get(f"/office/{house.pk}/numbers/").content.decode()
    assert queries.numbers(house.pk, date(2020, 1, 1)).months == []


def test_the_trail_is_filtered_and_says_whether_it_is_whole(
    oak: Any, house: Any, circle: Any
) -> None:
    client = oak.sign_in()
    page = client.get(f"/office/{house.pk}/audit/?action=make_group").content.decode()
    assert "looked at just now: nothing was taken out" in page
    assert "made a group" in page
    assert "issued an invite</span>" not in page
    Head.objects.filter(pk=house.pk).update(number=1)
    assert "is broken" in client.get(f"/office/{house.pk}/audit/").content.decode()
    assert Entry.objects.count() > 2
