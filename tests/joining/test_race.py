"""Fifty parallel uses of a one-use code admit one: real threads, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from groups import joining
from groups.models import Membership
from tests.conftest import make_person

TRIES = 50


@pytest.mark.django_db(transaction=True)
def test_fifty_parallel_redemptions_of_a_one_use_code_admit_one(group: Any) -> None:
    invite, _ = joining.issue(group.organisation, group, joining.Terms())
    people = [make_person(f"person{number}") for number in range(TRIES)]
    at_once = Barrier(TRIES)

    def redeem(number: int) -> str:
        try:
            at_once.wait(30)
            joining.redeem(
                invite.pk, joining.Person(people[number].account, f"Name {number:02} of many")
            )
            return "in"
        except joining.NoSuchInvite:
            return "out"
        finally:
            connection.close()

    with ThreadPoolExecutor(TRIES) as pool:
        outcomes = list(pool.map(redeem, range(TRIES)))
    assert sorted(outcomes) == ["in"] + ["out"] * (TRIES - 1)
    assert Membership.objects.filter(group=group).count() == 1
    invite.refresh_from_db()
    assert invite.uses_left == 0
