"""The way out: every page, at once, and what answers afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from groups import joining
from peernet.accounts.models import Session
from peernet.accounts.sessions import SessionStore
from peernet.front.middleware import CONTENT_POLICY
from tests.conftest import PASSWORD, Person

OPEN = ["/", "/join/", "/account/login/", "/account/recover/", "/nothing/here/"]


def test_leaving_ends_the_session_and_covers_the_place(wren: Person, group: Any) -> None:
    wren.browser.get("/g/")
    answer = wren.browser.post("/leave/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/n/")
    assert not Session.objects.filter(account=wren.account).exists()
    cover = answer.cookies["c"]
    assert (cover["max-age"], cover["samesite"]) == (7200, "Lax")
    assert all(answer.cookies[name]["max-age"] == 0 for name in ("sessionid", "csrftoken", "lang"))
    for path in ("/g/", f"/g/{group.pk}/", "/places/", "/account/settings/", "/nothing/"):
        assert wren.browser.get(path).headers["Location"] == "/n/", path
    for path in (
        "/",
        "/join/",
        "/account/login/",
        "/account/recover/",
        "/favicon.ico",
        "/robots.txt",
        "/healthz",
    ):
        assert wren.browser.get(path).status_code == 200, path


def test_leaving_needs_no_token_and_works_signed_out(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post("/leave/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/n/")


def test_signing_in_or_joining_ends_the_cover(wren: Person, group: Any) -> None:
    wren.browser.post("/leave/")
    answer = wren.browser.post("/account/login/", {"login": "wren-tree-1234", "password": PASSWORD})
    assert answer.cookies["c"]["max-age"] == 0
    client = Client()
    client.post("/leave/")
    _, code = joining.issue(group.organisation, group, joining.Terms())
    client.post("/join/", {"code": code})
    client.post("/join/new/", {"password": PASSWORD, "pseudonym": "Sorrel", "agree": "on"})
    assert client.get("/g/").status_code == 200


def test_the_blank_page_goes_on_and_its_style_empties_the_cache(db: None, settings: Any) -> None:
    page = Client().get("/n/")
    assert f"url={settings.EXIT_URL}" in page.content.decode()
    assert 'action="/leave/"' not in page.content.decode()
    style = Client().get("/n/a.css")
    assert style.headers["Clear-Site-Data"] == '"cache", "storage"'


@pytest.mark.parametrize("path", [*OPEN, "/n/", "/n/a.css", "/healthz", "/g/", "/favicon.ico"])
def test_every_answer_carries_the_policy_and_is_stored_nowhere(db: None, path: str) -> None:
    answer = Client().get(path)
    assert answer.headers["Content-Security-Policy"] == CONTENT_POLICY
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"


def test_errors_carry_the_policy_too(
    wren: Person, group: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from groups import history

    def breaks(*_: Any) -> None:
        raise RuntimeError("CANARY")

    monkeypatch.setattr(history, "newest", breaks)
    wren.browser.raise_request_exception = False
    answer = wren.browser.get(f"/g/{group.pk}/")
    assert answer.status_code == 500 and "CANARY" not in answer.content.decode()
    assert answer.headers["Content-Security-Policy"] == CONTENT_POLICY
    assert 'action="/leave/"' in answer.content.decode()


def test_so_does_the_answer_to_a_form_that_is_opened_like_a_page(wren: Person, group: Any) -> None:
    for path in (f"/g/{group.pk}/read/", "/language/"):
        answer = wren.browser.get(path)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
        assert answer.headers["Content-Security-Policy"] == CONTENT_POLICY
        assert 'action="/leave/"' in answer.content.decode()


def test_the_error_page_needs_no_database(wren: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    wren.browser.get("/g/")

    def away(_: Any) -> None:
        raise OperationalError("the connection is closed")

    monkeypatch.setattr(SessionStore, "_row", away)
    wren.browser.raise_request_exception = False
    answer = wren.browser.get("/g/")
    assert answer.status_code == 500 and 'action="/leave/"' in answer.content.decode()
    assert answer.headers["Content-Security-Policy"] == CONTENT_POLICY


@pytest.mark.parametrize("cover", ["", "1"])
def test_leaving_needs_no_database_either(
    wren: Person, monkeypatch: pytest.MonkeyPatch, cover: str
) -> None:
    wren.browser.get("/account/devices/")
    wren.browser.cookies["c"] = cover

    def away(*_: Any) -> None:
        raise OperationalError("the connection is closed")

    for name in ("_row", "save", "delete"):
        monkeypatch.setattr(SessionStore, name, away)
    answer = wren.browser.post("/leave/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/n/")
    assert {name: answer.cookies[name].value for name in ("sessionid", "csrftoken", "c")} == {
        "sessionid": "", "csrftoken": "", "c": "1",
    }  # fmt: skip


def test_a_foreign_host_is_refused_under_the_policy() -> None:
    bad = Client().get("/", headers={"host": "evil.example"})
    assert bad.status_code == 400 and bad.headers["Content-Security-Policy"] == CONTENT_POLICY
    assert Client().get("/healthz", headers={"host": "evil.example"}).status_code == 200


@pytest.mark.parametrize("path", OPEN)
def test_the_exit_is_on_every_page_and_titles_are_neutral(db: None, path: str) -> None:
    page = Client().get(path).content.decode()
    assert page.count('action="/leave/"') == 1 and "<title>Notes</title>" in page
    for telling in ("PeerNet", "survivor", "traffick", "abuse"):
        assert telling not in page


def test_a_signed_out_visitor_is_led_to_the_door_without_an_address_in_it(db: None) -> None:
    answer = Client().get("/g/abcdefghijkl/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account/login/")


def test_the_cover_she_chose_is_the_title(wren: Person) -> None:
    form = {"language": "en", "cover": "recipes", "text_size": "large", "idle_minutes": "30"}
    wren.browser.post("/account/settings/", form)
    page = wren.browser.get("/g/").content.decode()
    assert "<title>Recipes</title>" in page and 'data-text="large"' in page
