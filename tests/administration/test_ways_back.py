"""A return invite moves one place, after a day in which its person could refuse."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from groups import appointing, conduct, joining, returning
from groups.models import Appointment, Membership, Return
from peernet.accounts.models import Session, Standing
from peernet.audit.counting import last_quarter
from peernet.kit import clock

from . import cast


@pytest.fixture
def agreed(fern: Any, wren: Any, oak: Any, house: Any, circle: Any) -> Return:
    client = fern.sign_in()
    assert "Wren" in client.get(f"/g/{circle.pk}/return/").content.decode()
    member = wren.places[circle.pk].pk
    assert client.post(f"/g/{circle.pk}/return/", {"member": member}).status_code == 303
    found = Return.objects.get()
    page = oak.sign_in().get(f"/office/{house.pk}/returns/").content.decode()
    assert "Wren" not in page
    oak.client.post(f"/office/{house.pk}/returns/", {"agree": found.pk})
    return Return.objects.get()


def _code(oak: Any, house: Any, found: Return) -> Any:
    return oak.client.post(f"/office/{house.pk}/returns/", {"code": found.pk})


def test_a_day_must_pass_and_she_is_told_at_once(
    oak: Any, house: Any, wren: Any, circle: Any, agreed: Return
) -> None:
    assert _code(oak, house, agreed).status_code == 404
    assert Standing.objects.filter(kind="told", note="return").exists()
    assert "Somebody asked to move your place" in wren.sign_in().get("/g/").content.decode()


def test_she_refuses_and_keeps_her_place(
    oak: Any, house: Any, wren: Any, circle: Any, agreed: Return
) -> None:
    assert wren.sign_in().post(f"/g/{circle.pk}/return/refuse/").status_code == 303
    Return.objects.update(ready_at=clock.now())
    assert _code(oak, house, agreed).status_code == 404
    assert wren.client.get(f"/g/{circle.pk}/").status_code == 200


def test_one_place_moves_with_its_name_and_words(
    oak: Any, house: Any, wren: Any, circle: Any, agreed: Return
) -> None:
    other = cast.group_of(house, "Second circle")
    cast.enter(wren, other)
    wren.say(circle, "from before")
    wren.sign_in()
    Return.objects.update(ready_at=clock.now() - timedelta(seconds=1))
    page = _code(oak, house, agreed).content.decode()
    code = re.search(r"<code>([A-Z0-9-]{14})</code>", page)
    assert code
    newcomer = Client()
    newcomer.post("/join/", {"code": code[1]})
    assert 'name="pseudonym"' not in newcomer.get("/join/new/").content.decode()
    assert newcomer.post("/join/new/", {"password": "quite another one"}).status_code == 303
    room = newcomer.get(f"/g/{circle.pk}/").content.decode()
    assert "from before" in room
    moved = wren.in_group(circle)
    assert moved.pseudonym == "Wren"
    assert moved.account_id != wren.account.pk
    assert not Session.objects.filter(account=wren.account).exists()
    assert Membership.objects.get(group=other, account=wren.account).ended_at is None
    assert newcomer.get(f"/g/{other.pk}/").status_code == 404
    assert newcomer.post("/join/", {"code": code[1]}).status_code == 422


def test_it_takes_two_people(fern: Any, wren: Any, oak: Any, house: Any, circle: Any) -> None:
    """An administrator who facilitates as well does not do both halves, nor by two accounts."""
    cast.appoint(fern, house)
    member = {"member": wren.places[circle.pk].pk}
    fern.sign_in().post(f"/g/{circle.pk}/return/", member)
    found = {"agree": Return.objects.get().pk}
    assert fern.client.post(f"/office/{house.pk}/returns/", found).status_code == 422
    appointment = Appointment.objects.get(account=oak.account)
    for who in (fern, oak):
        TOTP.activate(who.account, "JBSWY3DPEHPK3PXP")
    with pytest.raises(returning.Refused, match="same second factor"):
        returning.agree(Return.objects.get(), by=appointment, now=clock.now())
    assert Return.objects.get().agreed_at is None


def test_whoever_was_stood_down_meanwhile_asked_for_nothing(
    fern: Any, wren: Any, oak: Any, house: Any, circle: Any
) -> None:
    member, page = {"member": wren.places[circle.pk].pk}, f"/office/{house.pk}/returns/"
    fern.sign_in().post(f"/g/{circle.pk}/return/", member)
    appointing.stand_down(fern.in_group(circle), by="")
    found = {"agree": Return.objects.get().pk}
    assert oak.sign_in().post(page, found).status_code == 422
    hazel = cast.person("hazel")
    cast.enter(hazel, circle, "facilitator")
    hazel.sign_in().post(f"/g/{circle.pk}/return/", member)
    assert oak.client.post(page, found).status_code == 303
    assert Return.objects.get().agreed_at


def test_a_second_code_for_the_same_place_is_not_made(oak: Any, house: Any, agreed: Return) -> None:
    Return.objects.update(ready_at=clock.now() - timedelta(seconds=1))
    assert _code(oak, house, agreed).status_code == 200
    assert _code(oak, house, agreed).status_code == 404


def test_a_barred_account_does_not_come_back_by_somebody_elses_place(
    oak: Any, house: Any, ash: Any, circle: Any, agreed: Return
) -> None:
    conduct.bar(ash.in_group(circle))
    conduct.end(ash.in_group(circle), Membership.Ending.REMOVED, clock.now())
    Return.objects.update(ready_at=clock.now() - timedelta(seconds=1))
    assert _code(oak, house, agreed).status_code == 200
    invite = Return.objects.get().invite
    assert invite
    with pytest.raises(joining.NoSuchInvite):
        joining.redeem(invite.pk, joining.Person(ash.account))
    assert Return.objects.get().moved_at is None


def test_members_may_not_ask(wren: Any, ash: Any, circle: Any) -> None:
    given = {"member": ash.places[circle.pk].pk}
    assert wren.sign_in().post(f"/g/{circle.pk}/return/", given).status_code == 404


def test_quarters() -> None:
    assert last_quarter(date(2026, 11, 23)) == (date(2026, 7, 1), date(2026, 10, 1))
    assert last_quarter(date(2026, 2, 1)) == (date(2025, 10, 1), date(2026, 1, 1))


def test_members_see_the_quarters_counts(wren: Any, circle: Any) -> None:
    page = wren.sign_in().get(f"/g/{circle.pk}/about/").content.decode()
    assert "fewer than 10" in page
