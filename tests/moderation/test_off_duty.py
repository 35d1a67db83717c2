"""Off duty a facilitator is a member: no case opens by its address, and nothing is done (d6)."""

from __future__ import annotations

from typing import Any

import pytest

from moderation import appeals, cases, deeds
from moderation.models import Case, Notice
from tests.conftest import Person

from .conftest import Desk, fresh, pk, report, said

pytestmark = pytest.mark.django_db


def test_off_duty_a_case_does_not_open_by_its_address(
    group: Any, wren: Person, ash: Person, fern: Person
) -> None:
    message = said(ash, group, "Words that were reported")
    report(wren, message)
    away = Desk(fern)
    page = away.sees(message, show="1")
    assert page.status_code == 200 and b"You are off duty" in page.content
    assert b"Words that were reported" not in page.content
    assert b"Words that were reported" in away.on().sees(message, show="1").content


def test_off_duty_no_deed_is_done_and_the_words_come_back(
    group: Any, ash: Person, fern: Person
) -> None:
    message, away = said(ash, group), Desk(fern)
    for deed in ("hide", "claim"):
        answer = away.do(message, deed, words="Kept words.")
        assert answer.status_code == 422 and b"Kept words." in answer.content
    assert fresh(message).state == "visible" and not Case.objects.exists()
    assert away.on().do(message, "hide").status_code == 303


def test_the_verb_itself_refuses_who_went_off_duty_meanwhile(
    group: Any, ash: Person, desk: Desk
) -> None:
    message = said(ash, group)
    found = cases.case_of(desk.person.account, message.pk)
    desk.off()
    with pytest.raises(cases.OffDuty):
        deeds.hide(message, cases.Press(found.by, found.id, "hurtful", "Please be kind."))
    assert fresh(message).state == "visible"


def test_one_press_goes_on_duty_and_leads_to_the_case(
    group: Any, ash: Person, fern: Person
) -> None:
    message = said(ash, group)
    answer = fern.browser.post("/desk/duty/", {"on": "1", "case": message.pk})
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/{message.pk}/")
    answer = fern.browser.post("/desk/duty/", {"on": "1", "case": "//evil.example"})
    assert answer["Location"] == "/desk/"


def test_off_duty_what_is_not_hers_is_still_not_there(
    group: Any, ash: Person, rowan: Person, fern: Person
) -> None:
    assert Desk(fern).sees("aaaaaaaaaaaaaaaa").status_code == 404
    assert Desk(fern).sees(fern.memberships[group.pk]).status_code == 404
    assert Desk(ash).sees(said(ash, group)).status_code == 404


def test_off_duty_no_appeal_opens_either(
    group: Any, ash: Person, desk: Desk, cedar: Person
) -> None:
    desk.do(said(ash, group), "hide")
    notice = Notice.objects.get(member=ash.membership)
    appeal = appeals.appeal(notice, "I see it another way")
    away = Desk(cedar)
    assert b"another way" not in away.sees(appeal).content
    assert away.do(appeal, "uphold").status_code == 422 and fresh(appeal).decided_at is None
    assert b"another way" in away.on().sees(pk(appeal)).content


def test_what_rested_is_let_through_on_duty_only(group: Any, fern: Person) -> None:
    path = f"/desk/room/{group.pk}/"
    assert fern.browser.post(path, {"rested": "1"}).status_code == 422
    Desk(fern).on()
    assert fern.browser.post(path, {"rested": "1"}).status_code == 303
