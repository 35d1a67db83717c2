"""A code revoked at the very moment of redeeming: one outcome, no half membership. Real threads,
on both databases."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from groups import appointing, ending, joining, keeping, revoking
from groups.models import Application, Group, Invite, Membership
from peernet.audit.models import Entry
from peernet.kit import clock
from tests.conftest import enter, make_group, make_person

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 12


def _both(*deeds: Callable[[], Any]) -> list[Any]:
    """All of them at once, each in a thread and connection of its own."""
    at_once = Barrier(len(deeds))

    def do(deed: Callable[[], Any]) -> Any:
        try:
            at_once.wait(30)
            return deed()
        except joining.NoSuchInvite:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


@pytest.mark.parametrize("end", ["revoke", "wrong hands"])
@pytest.mark.parametrize("admission", ["open", "asked"])
def test_one_outcome_and_nothing_half_done(organisation: Any, end: str, admission: str) -> None:
    group = make_group(organisation, admission=admission)
    for number in range(TIMES):
        invite, _ = joining.issue(organisation, group, joining.Terms())
        person = joining.Person(make_person(f"person{number}").account, f"Name {number:02}")
        revoke = {
            "revoke": lambda invite=invite: revoking.revoke_all([invite], by="oak"),
            "wrong hands": lambda invite=invite: revoking.say_wrong_hands(invite),
        }[end]
        let_in, revoked = _both(
            lambda invite=invite, person=person: joining.redeem(invite.pk, person), revoke
        )
        row = Invite.objects.get(pk=invite.pk)
        came = Membership.objects.filter(account=person.account).count()
        came += Application.objects.filter(account=person.account).count()
        assert came == (1 if let_in else 0)
        assert row.uses_left == (0 if let_in else 1)
        deeds = Entry.objects.filter(action__in=["join", "apply"], actor=getattr(let_in, "pk", "-"))
        assert deeds.count() <= came
        if end == "revoke":
            assert bool(revoked) != bool(let_in), "exactly one of the two happened"
            assert bool(row.revoked_at) == bool(revoked)
            assert Entry.objects.filter(action="revoke_invite", subject=invite.pk).count() == (
                0 if let_in else 1
            )
        else:
            assert row.wrong_hands_at, "it is told in either case"


@pytest.mark.parametrize("admission", ["open", "asked"])
def test_a_group_that_ends_meanwhile_lets_in_before_or_not_at_all(
    organisation: Any, admission: str
) -> None:
    """Both need the group and the code; taken in two orders, each would wait for the other."""
    for number in range(TIMES):
        group = make_group(organisation, admission=admission)
        invite, _ = joining.issue(organisation, group, joining.Terms())
        person = joining.Person(make_person(f"person{number}").account, f"Name {number:02}")
        let_in, _done = _both(
            lambda invite=invite, person=person: joining.redeem(invite.pk, person),
            lambda group=group: ending.end(group.pk, clock.now(), by="oak"),
        )
        assert Group.objects.get(pk=group.pk).ended_at
        assert not Membership.objects.filter(group=group, ended_at=None).exists()
        keeping.empty_ended()
        assert not Application.objects.filter(group=group).exists()
        assert Membership.objects.filter(account=person.account).count() <= bool(let_in)


def test_a_facilitator_stood_down_while_her_code_is_used(organisation: Any) -> None:
    for number in range(TIMES):
        group = make_group(organisation)
        fern = enter(make_person(f"fern{number}"), group, "facilitator")
        invite, _ = joining.issue(organisation, group, joining.Terms(), by=fern.pk)
        person = joining.Person(make_person(f"person{number}").account, f"Name {number:02}")
        let_in, _done = _both(
            lambda invite=invite, person=person: joining.redeem(invite.pk, person),
            lambda fern=fern: appointing.stand_down(fern, by="oak"),
        )
        assert Membership.objects.filter(account=person.account).count() == bool(let_in)
        assert Invite.objects.get(pk=invite.pk).uses_left == (0 if let_in else 1)
