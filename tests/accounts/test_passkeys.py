"""A passkey from its making to its use; what scripts send instead is refused, and never kept."""

from __future__ import annotations

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tests.accounts.test_changed_factors import add_the_app, signed_in
from tests.conftest import PASSWORD
from tests.passkey import Passkey

PLACE = "/account/2fa/webauthn/"
SECOND_STEP = "/account/2fa/authenticate/"
FAILED = "That did not work. Nothing was changed"
UNREADABLE = [
    "",
    "0",
    "false",
    "true",
    "[]",
    "{}",
    "null",
    "not json",
    '"words"',
    "[1]",
    '{"id": 3}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"attestationObject": "AA",'
    ' "clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA"}}',
    "1" * 5000,
    "[" * 100_000,
    '{"id": ' + "9" * 5000 + "}",
    json.dumps({"id": "é", "rawId": "é", "type": "x", "response": "none"}),
]


def shown(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def at_the_second_step() -> Client:
    client = Client()
    client.post("/account/login/", {"login": "wren-tree-1234", "password": PASSWORD})
    return client


@pytest.fixture
def here(wren: Any) -> Client:
    client = signed_in()
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.fixture
def passkey(here: Client) -> Passkey:
    passkey = Passkey()
    answer = passkey.create(shown(here, f"{PLACE}add/"))
    page = here.post(f"{PLACE}add/", {"name": "the blue one", "credential": answer})
    assert page.status_code == 303
    return passkey


def test_a_passkey_is_made_named_and_lets_her_in(here: Client, passkey: Passkey) -> None:
    assert "the blue one" in shown(here, PLACE)
    assert "the blue one" not in str(Authenticator.objects.get(type="webauthn").data)
    elsewhere = at_the_second_step()
    assert elsewhere.get("/g/").status_code == 303
    answer = passkey.get(shown(elsewhere, SECOND_STEP))
    assert elsewhere.post(SECOND_STEP, {"credential": answer}).status_code == 303
    assert elsewhere.get("/g/").status_code == 200


def test_it_shows_that_she_is_still_herself(here: Client, passkey: Passkey) -> None:
    address = f"{PLACE}reauthenticate/"
    answer = passkey.get(shown(here, address))
    assert here.post(address, {"credential": answer}).status_code == 303


def test_an_answer_works_once_and_only_its_own(here: Client, passkey: Passkey) -> None:
    elsewhere = at_the_second_step()
    answer = passkey.get(shown(elsewhere, SECOND_STEP))
    assert elsewhere.post(SECOND_STEP, {"credential": answer}).status_code == 303
    for other in (answer, Passkey().get(shown(at_the_second_step(), SECOND_STEP))):
        stranger = at_the_second_step()
        stranger.get(SECOND_STEP)
        refused = stranger.post(SECOND_STEP, {"credential": other})
        assert refused.status_code == 422
        assert FAILED in refused.content.decode()
        assert stranger.get("/g/").status_code == 303


@pytest.mark.parametrize("sent", UNREADABLE, ids=lambda sent: sent[:20])
def test_what_is_no_answer_is_refused_and_not_kept(here: Client, sent: str) -> None:
    here.get(f"{PLACE}add/")  # so that an answer is awaited
    page = here.post(f"{PLACE}add/", {"name": "blue", "credential": sent})
    assert page.status_code == 422
    assert FAILED in page.content.decode()
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("sent", UNREADABLE, ids=lambda sent: sent[:20])
def test_nobody_comes_in_by_it(passkey: Passkey, sent: str) -> None:
    stranger = at_the_second_step()
    stranger.get(SECOND_STEP)
    page = stranger.post(SECOND_STEP, {"credential": sent})
    assert page.status_code == 422
    assert FAILED in page.content.decode()
    assert stranger.get("/g/").status_code == 303


@pytest.mark.parametrize("sent", UNREADABLE, ids=lambda sent: sent[:20])
def test_nor_shows_it_that_she_is_still_herself(here: Client, passkey: Passkey, sent: str) -> None:
    here.get(f"{PLACE}reauthenticate/")
    page = here.post(f"{PLACE}reauthenticate/", {"credential": sent})
    assert page.status_code == 422
    assert FAILED in page.content.decode()


def test_a_passkey_is_offered_only_to_somebody_who_has_one(here: Client) -> None:
    add_the_app(here)
    assert "passkey-form" not in shown(at_the_second_step(), SECOND_STEP)


def test_to_somebody_who_has_one_it_is(passkey: Passkey) -> None:
    assert "passkey-form" in shown(at_the_second_step(), SECOND_STEP)


def test_a_passkey_without_a_name_is_refused_with_why(here: Client, passkey: Passkey) -> None:
    edit = f"{PLACE}keys/{Authenticator.objects.get(type='webauthn').pk}/edit/"
    page = here.post(edit, {"name": ""})
    assert page.status_code == 422
    assert 'role="alert"' in page.content.decode()
    assert here.post(edit, {"name": "the red one"}).status_code == 303
    assert "the red one" in shown(here, PLACE)
