"""Whoever is signed in as her elsewhere is out when a factor, codes or words change (SEC-18)."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from peernet.accounts.factor_forms import AddPasskey
from peernet.accounts.models import Session
from tests.conftest import PASSWORD

TOTP = "/account/2fa/totp/"


def signed_in() -> Client:
    client = Client()
    given = {"login": "wren-tree-1234", "password": PASSWORD}
    assert client.post("/account/login/", given).status_code == 303
    return client


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def add_the_app(client: Any) -> Any:
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.get(f"{TOTP}activate/").content.decode()
    secret = re.search(r"data-secret>([A-Z2-7]+)<", page)
    assert secret
    return client.post(f"{TOTP}activate/", {"code": code_of(secret[1])})


def take_it_away(client: Client) -> Any:
    return client.post(f"{TOTP}deactivate/")


def new_codes(client: Client) -> Any:
    return client.post("/account/2fa/recovery-codes/generate/")


def remove_a_passkey(client: Client) -> Any:
    kept = Authenticator.objects.filter(type="totp").get()
    passkey = Authenticator.objects.create(user=kept.user, type="webauthn", data={"name": "key"})
    return client.post(f"/account/2fa/webauthn/keys/{passkey.pk}/remove/")


@pytest.fixture
def here(wren: Any) -> Client:
    return signed_in()


@pytest.mark.parametrize("change", [take_it_away, new_codes, remove_a_passkey])
def test_a_changed_factor_ends_the_other_sessions(here: Client, change: Callable[..., Any]) -> None:
    add_the_app(here)
    row = Authenticator.objects.get(type="totp")
    row.delete()  # so that a password is enough to sign in elsewhere
    elsewhere = signed_in()
    row.save(force_insert=True)
    assert elsewhere.get("/g/").status_code == 200
    assert change(here).status_code in (302, 303)
    assert elsewhere.get("/g/").status_code == 303
    assert here.get("/g/").status_code == 200


def test_a_new_factor_ends_the_other_sessions(here: Client) -> None:
    elsewhere = signed_in()
    assert add_the_app(here).status_code == 303
    assert elsewhere.get("/g/").status_code == 303
    assert here.get("/g/").status_code == 200


def test_new_recovery_words_end_them_too(here: Client) -> None:
    elsewhere = signed_in()
    assert elsewhere.get("/account/phrase/").status_code == 200
    assert here.get("/account/phrase/").status_code == 200
    assert elsewhere.get("/g/").status_code == 200, "only looking changes nothing"
    here.post("/account/phrase/")
    assert elsewhere.get("/g/").status_code == 303
    assert here.get("/g/").status_code == 200


def test_a_wrong_code_ends_nothing(here: Client) -> None:
    elsewhere = signed_in()
    here.post("/account/reauthenticate/", {"password": PASSWORD})
    here.get(f"{TOTP}activate/")
    assert here.post(f"{TOTP}activate/", {"code": "000000"}).status_code == 422
    assert elsewhere.get("/g/").status_code == 200


def test_the_change_and_the_ending_stand_or_fall_together(
    here: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from peernet.accounts import sessions

    def breaks(request: Any) -> None:
        raise OSError

    elsewhere = signed_in()
    monkeypatch.setattr(sessions, "end_others", breaks)
    with pytest.raises(OSError):
        add_the_app(here)
    assert not Authenticator.objects.exists()
    assert elsewhere.get("/g/").status_code == 200


def test_sessions_of_others_stay(here: Client, ash: Any) -> None:
    ash.browser.get("/g/")
    add_the_app(here)
    assert ash.browser.get("/g/").status_code == 200
    assert Session.objects.filter(account=ash.account.pk).exists()


def test_an_open_phone_is_not_enough_for_new_recovery_words(wren: Any) -> None:
    client = wren.browser  # a session that was not asked who she is
    asked = client.post("/account/phrase/")
    assert asked.status_code == 303 and "/account/reauthenticate/" in asked["Location"]
    wren.account.refresh_from_db()
    before = wren.account.recovery
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert client.post("/account/phrase/").status_code == 200
    wren.account.refresh_from_db()
    assert wren.account.recovery != before


def test_what_she_calls_a_passkey_is_in_no_table_in_clear(here: Client, wren: Any) -> None:
    passkey = Authenticator.objects.create(user=wren.account, type="webauthn", data={"name": "key"})
    page = f"/account/2fa/webauthn/keys/{passkey.pk}/edit/"
    here.post("/account/reauthenticate/", {"password": PASSWORD})
    assert here.post(page, {"name": "Maria's phone"}).status_code == 303
    assert "Maria" in here.get("/account/2fa/webauthn/").content.decode()
    assert "Maria" in here.get(page).content.decode()
    added = AddPasskey(user=wren.account, data={"name": "Maria's other phone", "credential": ""})
    assert not added.is_valid()  # without the device's answer
    passkey.refresh_from_db()
    assert "Maria" not in f"{passkey.data}{added.cleaned_data}"
