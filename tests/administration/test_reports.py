"""A report about a facilitator: decided by the office, words by a seal, nothing for the group's
facilitators, whatever else they are."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from groups.models import Membership, Seal
from moderation import reporting
from moderation.models import Notice, Report
from peernet.accounts.models import Standing
from peernet.audit.models import Entry
from peernet.kit import clock

from . import cast

WORDS = "She asked me to meet her alone"


@pytest.fixture
def yew(house: Any) -> cast.Person:
    who = cast.person("yew")
    cast.appoint(who, house)
    return who


@pytest.fixture
def hazel(house: Any, circle: Any) -> cast.Person:
    """Facilitates the group and administers the organisation."""
    who = cast.person("hazel")
    cast.appoint(who, house)
    cast.enter(who, circle, "facilitator")
    return who


@pytest.fixture
def reported(wren: Any, fern: Any, circle: Any) -> Report:
    said = fern.say(circle, "Not everybody belongs here")
    from groups.models import Message

    return reporting.report(
        fern.in_group(circle), by=wren.in_group(circle), reason="elsewhere", details=WORDS,
        message=Message.objects.get(pk=said.id),
    )  # fmt: skip


def _list(house: Any) -> str:
    return f"/office/{house.pk}/reports/"


def _decide(who: cast.Person, house: Any, report: Report, **given: str) -> Any:
    fields = {"outcome": "acted", "why": "We talked to her", **given}
    return who.client.post(f"{_list(house)}{report.pk}/", fields)


def test_the_list_says_why_when_and_where_and_names_nobody(
    oak: Any, house: Any, reported: Report
) -> None:
    assert "1 report" in oak.sign_in().get(f"/office/{house.pk}/").content.decode()
    for path in (_list(house), f"{_list(house)}{reported.pk}/"):
        page = oak.client.get(path).content.decode()
        assert "asks somebody to meet" in page and "Tuesday circle" in page
        for secret in ("Fern", "Wren", WORDS, "Not everybody"):
            assert secret not in page
    assert reported.pk in oak.client.get(_list(house)).content.decode()


def test_two_administrators_open_the_words_and_the_reported_learns_nothing(
    oak: Any, yew: Any, fern: Any, circle: Any, reported: Report
) -> None:
    given = {"kind": "report", "subject": reported.pk, "reason": "to decide"}
    assert oak.sign_in().post("/office/seals/", given).status_code == 303
    seal = Seal.objects.get()
    assert yew.sign_in().post(f"/office/seals/{seal.pk}/agree/").status_code == 303
    page = oak.client.post(f"/office/seals/{seal.pk}/open/").content.decode()
    assert "About: Fern" in page and WORDS in page and "→ Fern: Not everybody belongs here" in page
    assert "Wren" not in page, "who reported it is not among the words"
    assert "was opened" not in fern.sign_in().get(f"/g/{circle.pk}/about/").content.decode()


def test_for_the_groups_facilitators_it_does_not_exist(
    oak: Any, fern: Any, hazel: Any, house: Any, reported: Report
) -> None:
    given = {"kind": "report", "subject": reported.pk, "reason": "to decide"}
    page = f"{_list(house)}{reported.pk}/"
    oak.sign_in().post("/office/seals/", given)
    seal = Seal.objects.get()
    for who in (fern, hazel):
        browser = who.sign_in()
        assert browser.get(page).status_code == 404
        assert _decide(who, house, reported).status_code == 404
        assert browser.post("/office/seals/", given).status_code == 404
        assert browser.post(f"/office/seals/{seal.pk}/agree/").status_code == 404
        assert reported.pk not in browser.get("/office/seals/").content.decode()
        assert browser.get(f"/desk/{reported.pk}/").status_code == 404
    assert fern.client.get(_list(house)).status_code == 404
    assert "No report waits" in hazel.client.get(_list(house)).content.decode()
    assert "1 report" not in hazel.client.get(f"/office/{house.pk}/").content.decode()
    trail = f"/office/{house.pk}/audit/"
    assert reported.pk in oak.client.get(trail).content.decode()
    assert reported.pk not in hazel.client.get(trail).content.decode()
    assert Report.objects.get().decided_at is None


def test_the_same_holds_for_an_administrator_who_facilitated_once(
    hazel: Any, house: Any, circle: Any, reported: Report
) -> None:
    rows = Membership.objects.filter(pk=hazel.places[circle.pk].pk)
    rows.update(role=Membership.Role.MEMBER)
    assert hazel.sign_in().get(f"{_list(house)}{reported.pk}/").status_code == 404


def test_who_reported_it_does_not_decide_it(
    oak: Any, house: Any, circle: Any, fern: Any, yew: Any
) -> None:
    cast.enter(yew, circle)
    made = reporting.report(
        fern.in_group(circle), by=yew.in_group(circle), reason="hurtful", details=""
    )
    assert yew.sign_in().get(f"{_list(house)}{made.pk}/").status_code == 404
    assert oak.sign_in().get(f"{_list(house)}{made.pk}/").status_code == 200


def test_another_house_finds_nothing(elm: Any, house: Any, reported: Report) -> None:
    browser = elm[0].sign_in()
    assert browser.get(_list(house)).status_code == 404
    for oid in (house.pk, elm[1].pk):
        assert browser.get(f"/office/{oid}/reports/{reported.pk}/").status_code == 404


def test_deciding_tells_the_reporter_and_nobody_else(
    oak: Any, wren: Any, fern: Any, house: Any, circle: Any, reported: Report
) -> None:
    oak.sign_in()
    Standing.objects.all().delete()
    assert _decide(oak, house, reported).status_code == 303
    reported.refresh_from_db()
    assert reported.outcome == "acted" and reported.decided_at
    told = Notice.objects.get()
    assert (told.member_id, told.deed, told.by) == (wren.places[circle.pk].pk, "acted", None)
    assert not Standing.objects.filter(note="desk").exists(), "no facilitator's socket stirs"
    entry = Entry.objects.get(action="close")
    assert (entry.subject, entry.chain) == (reported.pk, house.pk)
    assert "No report waits" in oak.client.get(_list(house)).content.decode()
    assert fern.sign_in().get(f"/desk/{reported.message_id}/").status_code == 404


def test_nothing_is_decided_twice_or_without_a_reason(
    oak: Any, house: Any, reported: Report
) -> None:
    oak.sign_in()
    kept = _decide(oak, house, reported, outcome="", why="typed with care")
    assert kept.status_code == 422 and "typed with care" in kept.content.decode()
    assert _decide(oak, house, reported, why=" ").status_code == 422
    assert _decide(oak, house, reported, outcome="nothing").status_code == 303
    again = _decide(oak, house, reported)
    assert again.status_code == 422 and "decided already" in again.content.decode()
    assert Notice.objects.get().deed == "nothing"


def test_somebody_who_reports_a_thousand_times_does_not_fill_the_page(
    oak: Any, house: Any, circle: Any, wren: Any, fern: Any
) -> None:
    about, by, now = fern.in_group(circle), wren.in_group(circle), clock.now()
    Report.objects.bulk_create(
        Report(group=circle, case_id=f"case{n:012}", about=about, by=by, reason="other",
               elsewhere=True, made_at=now)
        for n in range(1000)
    )  # fmt: skip
    page = oak.sign_in().get(f"/office/{house.pk}/reports/").content.decode()
    assert page.count("/reports/") == 200
    assert "1000 reports" in oak.client.get("/office/").content.decode()


def test_the_words_of_a_report_are_not_read_for_the_list(
    oak: Any, house: Any, reported: Report
) -> None:
    from django.test.utils import CaptureQueriesContext

    oak.sign_in()
    with CaptureQueriesContext(connection) as queries:
        oak.client.get(_list(house))
    assert not any('"copy"' in query["sql"] for query in queries)


def test_it_still_waits_when_the_reported_has_erased_herself(
    oak: Any, house: Any, circle: Any, fern: Any, reported: Report
) -> None:
    rows = Membership.objects.filter(pk=fern.places[circle.pk].pk)
    rows.update(account=None, ended_at=reported.made_at, ending="erased", pseudonym=b"")
    oak.sign_in()
    assert reported.pk in oak.client.get(_list(house)).content.decode()
    assert _decide(oak, house, reported).status_code == 303


def test_a_facilitator_who_asks_for_a_seal_learns_nothing_from_the_answer(
    fern: Any, reported: Report
) -> None:
    browser = fern.sign_in()
    given = {"kind": "report", "subject": "A" * 16, "reason": "to know"}
    there = browser.post("/office/seals/", {**given, "subject": reported.pk})
    nowhere = browser.post("/office/seals/", given)
    assert there.status_code == nowhere.status_code == 404
    assert there.content == nowhere.content
    assert not Seal.objects.exists()
