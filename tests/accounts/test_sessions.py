"""Sessions end after 30 minutes without use, after 12 hours at most, and when she says so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from peernet.accounts import sessions
from peernet.accounts.models import Session, Standing
from peernet.kit import clock
from tests.conftest import PASSWORD, Person


def age(person: Person, used: timedelta, started: timedelta | None = None) -> None:
    now = clock.now()
    row = Session.objects.get(session_key=sessions.key_digest(person.cookie))
    row.started_at, row.used_at = now - (started or used), now - used
    row.expire_date = sessions.ends_at(row.started_at, row.used_at, person.account.idle_minutes)
    row.save()


def test_half_an_hour_without_use_ends_it(wren: Person) -> None:
    wren.browser.get("/g/")
    age(wren, timedelta(minutes=29))
    assert wren.browser.get("/g/").status_code == 200
    age(wren, timedelta(minutes=31))
    assert wren.browser.get("/g/").headers["Location"] == "/account/login/"


SETTINGS = {
    "language": "en",
    "cover": "",
    "text_size": "usual",
    "idle_minutes": "10",
    "enter_sends": "on",
}


def test_ten_minutes_when_she_chose_that(wren: Person) -> None:
    assert wren.browser.post("/account/settings/", SETTINGS).status_code == 303
    row = Session.objects.get(session_key=sessions.key_digest(wren.cookie))
    assert row.expire_date - row.used_at == timedelta(minutes=10), "from now on, not the next use"
    wren.account.refresh_from_db()
    age(wren, timedelta(minutes=11))
    assert wren.browser.get("/g/").status_code == 303


def test_open_lines_are_told_of_a_changed_idle_time_and_of_nothing_else(wren: Person) -> None:
    told = Standing.objects.filter(kind=Standing.Kind.IDLE_CHANGED, of=wren.account.pk)
    for changed, rows in (({"idle_minutes": "30"}, 0), ({}, 1), ({"text_size": "large"}, 1)):
        answer = wren.browser.post("/account/settings/", {**SETTINGS, **changed})
        assert answer.status_code == 303 and told.count() == rows


def test_twelve_hours_end_it_however_busy_she_was(wren: Person) -> None:
    wren.browser.get("/g/")
    age(wren, timedelta(minutes=1), started=timedelta(hours=12, seconds=1))
    assert wren.browser.get("/g/").status_code == 303


def test_use_is_written_once_a_minute_at_most(wren: Person, django_assert_num_queries: Any) -> None:
    wren.browser.get("/g/")
    row = Session.objects.get(session_key=sessions.key_digest(wren.cookie))
    first = row.used_at
    wren.browser.get("/g/")
    row.refresh_from_db()
    assert row.used_at == first
    age(wren, timedelta(minutes=2))
    wren.browser.get("/g/")
    row.refresh_from_db()
    assert row.used_at > first - timedelta(minutes=1)


def test_uses_of_many_are_noted_together(
    wren: Person, ash: Person, fern: Person, django_assert_num_queries: Any
) -> None:
    for person in (wren, ash, fern):
        person.browser.get("/g/")
    age(wren, timedelta(minutes=5))
    age(ash, timedelta(minutes=5), started=timedelta(hours=11, minutes=50))
    age(fern, timedelta(minutes=31))
    now = clock.now()
    rows = {p.name: sessions.key_digest(p.cookie) for p in (wren, ash, fern)}
    with django_assert_num_queries(3):
        sessions.use_all(rows.values(), now)
    ends = {name: Session.objects.get(session_key=key).expire_date for name, key in rows.items()}
    assert ends["wren"] == now + timedelta(minutes=30)
    assert now < ends["ash"] <= now + timedelta(minutes=10), "twelve hours at the most"
    assert ends["fern"] < now, "what has ended does not come back"


def test_the_cookie_is_nowhere_in_the_database(wren: Person) -> None:
    wren.browser.get("/g/")
    assert wren.cookie not in str(list(Session.objects.values()))


@pytest.fixture
def elsewhere(wren: Person) -> Client:
    client = Client()
    assert (
        client.post(
            "/account/login/", {"login": "wren-tree-1234", "password": PASSWORD}
        ).status_code
        == 303
    )
    return client


def test_sec_46_contents_moved_to_another_session_are_nobodys(wren: Person, ash: Person) -> None:
    assert wren.browser.get("/g/").status_code == ash.browser.get("/g/").status_code == 200
    mine, hers = (Session.objects.get(account=who.account) for who in (wren, ash))
    Session.objects.filter(pk=mine.pk).update(
        session_data=hers.session_data, account_id=hers.account_id
    )
    assert wren.browser.get("/g/")["Location"] == "/account/login/"


def test_she_ends_another_device(wren: Person, elsewhere: Client) -> None:
    wren.browser.get("/g/")
    there = Session.objects.get(
        session_key=sessions.key_digest(elsewhere.cookies["sessionid"].value)
    )
    wren.browser.post("/account/devices/", {"session": there.public_id})
    assert elsewhere.get("/g/").status_code == 303
    assert wren.browser.get("/g/").status_code == 200
    assert Standing.objects.filter(kind="session_ended", of=there.session_key).exists()


def test_somebody_who_signs_in_a_thousand_times_does_not_fill_the_page(wren: Person) -> None:
    assert wren.browser.get("/account/devices/").status_code == 200
    one = Session.objects.get()
    times = {name: getattr(one, name) for name in ("started_at", "used_at", "expire_date")}
    Session.objects.bulk_create(
        Session(session_key=f"{n:040}", session_data="", account=wren.account, **times)
        for n in range(1000)
    )
    page = wren.browser.get("/account/devices/").content.decode()
    assert page.count("<li>") == 50
    assert wren.browser.post("/account/devices/", {"all": "1"}).status_code == 303
    assert Session.objects.count() == 1


def test_nobody_ends_the_session_of_somebody_else(wren: Person, ash: Person) -> None:
    wren.browser.get("/g/")
    hers = Session.objects.get(session_key=sessions.key_digest(wren.cookie))
    ash.browser.post("/account/devices/", {"session": hers.public_id})
    assert wren.browser.get("/g/").status_code == 200


def test_a_new_password_ends_every_session(wren: Person, elsewhere: Client) -> None:
    fields = {
        "oldpassword": PASSWORD,
        "password1": "quite another one",
        "password2": "quite another one",
    }
    assert wren.browser.post("/account/password/change/", fields).status_code in (302, 303)
    assert elsewhere.get("/g/").status_code == 303
    assert wren.browser.get("/g/").status_code == 303


def test_a_wrong_old_password_changes_nothing(wren: Person, elsewhere: Client) -> None:
    fields = {
        "oldpassword": "not it at all",
        "password1": "quite another one",
        "password2": "quite another one",
    }
    assert wren.browser.post("/account/password/change/", fields).status_code == 422
    assert elsewhere.get("/g/").status_code == 200


def test_an_open_phone_does_not_find_the_password_out(wren: Person, ash: Person) -> None:
    """Both pages that ask for it count together, for this account alone."""
    change = {"oldpassword": "a wrong one", "password1": "x" * 12, "password2": "x" * 12}
    pages = [("/account/password/change/", change)] * 5
    pages += [("/account/reauthenticate/", {"password": "a wrong one"})] * 6
    statuses = [wren.browser.post(page, given).status_code for page, given in pages]
    assert statuses == [422] * 10 + [429]
    assert wren.browser.post("/account/reauthenticate/", {"password": PASSWORD}).status_code == 429
    assert ash.browser.post("/account/reauthenticate/", {"password": PASSWORD}).status_code == 303


def test_a_new_password_that_is_too_short_is_no_guess(wren: Person) -> None:
    given = {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    assert {
        wren.browser.post("/account/password/change/", given).status_code for _ in range(12)
    } == {422}


def test_signing_in_again_makes_a_new_key(db: None, wren: Person) -> None:
    client = Client()
    client.get("/join/")
    client.post("/account/login/", {"login": "wren-tree-1234", "password": PASSWORD})
    first = client.cookies["sessionid"].value
    client.post("/account/logout/")
    client.post("/account/login/", {"login": "wren-tree-1234", "password": PASSWORD})
    assert client.cookies["sessionid"].value != first
    assert (
        Client(cookies={"sessionid": first})
        and not Session.objects.filter(session_key=sessions.key_digest(first)).exists()
    )


@pytest.mark.parametrize("session", ["", "x", "\x00", "' OR 1=1 --", "é" * 30])
def test_a_strange_session_id_ends_nothing_and_breaks_nothing(wren: Person, session: str) -> None:
    assert wren.browser.post("/account/devices/", {"session": session}).status_code == 303
    assert wren.browser.get("/g/").status_code == 200
