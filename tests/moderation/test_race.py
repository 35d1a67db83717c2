"""Two facilitators take one case at the same moment: one has it, the other is told who. Real
threads, real pages, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from moderation.models import Case
from peernet.audit.models import Entry
from tests.conftest import Person, enter, make_person

from .conftest import Desk, said

ROUNDS = 5


@pytest.mark.django_db(transaction=True)
def test_of_two_claims_at_once_one_wins_and_the_other_is_told_who(
    group: Any, ash: Person, desk: Desk
) -> None:
    cedar = make_person("cedar")
    enter(cedar, group, "facilitator")
    desks = {"Fern": desk, "Cedar": Desk(cedar).on()}
    for number in range(ROUNDS):
        message = said(ash, group, f"Good evening {number}")
        answers = _at_once(desks, message)
        assert sorted(answer.status_code for answer in answers.values()) == [303, 422]
        winner = next(name for name, answer in answers.items() if answer.status_code == 303)
        loser = next(name for name in answers if name != winner)
        assert f"{winner} looks at this already" in answers[loser].content.decode()
        holder = Case.objects.get(pk=message.pk).claimed_by
        assert holder and holder.pseudonym == winner
        assert Entry.objects.filter(action="claim", subject=message.pk).count() == 1


def _at_once(desks: dict[str, Desk], message: Any) -> dict[str, Any]:
    together = Barrier(len(desks))

    def press(name: str) -> tuple[str, Any]:
        try:
            together.wait(30)
            return name, desks[name].do(message, "claim")
        finally:
            connection.close()

    with ThreadPoolExecutor(len(desks)) as pool:
        return dict(pool.map(press, desks))
