"""The account that came with the session's row counts only where Django would say the same."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import auth
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from peernet.accounts import middleware
from peernet.accounts.models import Account
from peernet.accounts.sessions import SessionStore
from tests.conftest import PASSWORD, Person


def who_asks(browser: Client) -> Any:
    request = RequestFactory().get("/")
    request.session = SessionStore(browser.cookies["sessionid"].value)
    middleware.WhoAsks(lambda _: None).process_request(request)  # type: ignore[arg-type]
    return request.user


@pytest.fixture
def browser(wren: Person) -> Client:
    client = Client()
    given = {"login": "wren-tree-1234", "password": PASSWORD}
    assert client.post("/account/login/", given).status_code == 303
    return client


def test_as_usual_it_is_the_rows_account_in_one_query(wren: Person, browser: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert who_asks(browser).pk == wren.account.pk
    assert len([one for one in asked if "account" in one["sql"]]) == 1


def test_a_session_from_before_the_password_changed_is_nobodys(
    wren: Person, browser: Client
) -> None:
    account = Account.objects.get(pk=wren.account.pk)
    account.set_password("four other plain words")
    account.save()
    assert not who_asks(browser).is_authenticated
    assert browser.get("/g/").headers["Location"] == "/account/login/"


def test_an_account_that_is_gone_is_nobody(wren: Person, browser: Client) -> None:
    Account.objects.filter(pk=wren.account.pk).delete()
    assert not who_asks(browser).is_authenticated
    assert browser.get("/g/").headers["Location"] == "/account/login/"


def test_a_backend_that_is_no_longer_used_lets_nobody_in(browser: Client, settings: Any) -> None:
    settings.AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.RemoteUserBackend"]
    assert not who_asks(browser).is_authenticated


def test_a_key_that_was_changed_but_still_counts_keeps_her_in(
    wren: Person, browser: Client, settings: Any
) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, long enough to be one, for a test"
    assert who_asks(browser).pk == wren.account.pk


def test_signing_in_and_out_within_one_request_changes_who_asks(
    wren: Person, fern: Person, browser: Client
) -> None:
    request = RequestFactory().get("/")
    request.session = SessionStore(browser.cookies["sessionid"].value)
    middleware.WhoAsks(lambda _: None).process_request(request)  # type: ignore[arg-type]
    assert request.user.pk == wren.account.pk
    auth.login(request, fern.account, backend="django.contrib.auth.backends.ModelBackend")
    assert request.user.pk == fern.account.pk
    auth.logout(request)
    assert not request.user.is_authenticated
    middleware.WhoAsks(lambda _: None).process_request(request)  # type: ignore[arg-type]
    assert not request.user.is_authenticated, "the flushed session's row is asked no more"
