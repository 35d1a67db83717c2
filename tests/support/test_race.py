"""At the same moment, in real threads: nothing saved is lost, of two changes one is written."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from peernet.audit.models import Entry
from peernet.support import directory, saving
from tests.conftest import Person
from tests.support.conftest import kept

ROUNDS = 10
pytestmark = pytest.mark.django_db(transaction=True)


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    together = Barrier(len(acts))

    def act(one: Callable[[], Any]) -> Any:
        try:
            together.wait(30)
            return one()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


def test_first_presses_at_once_are_all_kept(wren: Person) -> None:
    ids = [f"{number:016}" for number in range(6)]
    done = at_once([partial(saving.save, wren.account, eid) for eid in ids])
    assert all(done) and sorted(saving.saved_by(wren.account)) == ids


def test_of_two_changes_at_once_one_is_written_and_the_other_told(organisation: Any) -> None:
    row = kept(organisation, "Clinic")

    def change(seen: str, hours: str) -> list[str]:
        given = {"name": "Clinic", "reach": "Call 555-0142", "source": "invented", "needs": [2]}
        facts = directory.Facts(**given, hours=hours)  # type: ignore[arg-type]
        return directory.change(organisation.pk, row.pk, facts, seen=seen, by="")

    for number in range(ROUNDS):
        row.refresh_from_db()
        seen = directory.facts_of(row).marks()
        acts = [partial(change, seen, f"from {number} {who}") for who in ("oak", "elm")]
        assert sorted(at_once(acts)) == [[], ["hours"]]
    assert Entry.objects.filter(action="change_place").count() == ROUNDS


def test_of_two_corrections_of_a_line_one_stands(organisation: Any) -> None:
    for _ in range(2):
        at_once([lambda: directory.hide(organisation.pk, "PjAVFHGFRv2M257v", by="")] * 3)
    assert len(directory.kept_by([organisation.pk])) == 1
    assert Entry.objects.filter(action="hide_place").count() == 1
