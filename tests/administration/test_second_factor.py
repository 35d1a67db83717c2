"""The second factor: set up, asked for at the door of tools, slowed when guessed at."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver

from peernet.accounts.models import Account


def _code(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def _set_up(client: Any, password: str = "three plain words") -> tuple[str, list[str]]:
    client.post("/account/reauthenticate/", {"password": password})
    page = client.get("/account/2fa/totp/activate/").content.decode()
    secret = re.search(r"data-secret>([A-Z2-7]+)<", page)
    assert secret
    answer = client.post("/account/2fa/totp/activate/", {"code": _code(secret[1])})
    assert answer.status_code == 303
    assert "data-recovery-codes" not in client.get(answer["Location"]).content.decode()
    codes = client.post(answer["Location"]).content.decode()
    return secret[1], re.findall(r"<li>([^<]+)</li>", codes.split("data-recovery-codes")[1])


def test_members_are_warned_before_they_add_one(wren: Any) -> None:
    page = wren.sign_in().get("/account/2fa/").content.decode()
    assert "who else uses your phone" in page
    assert "copied to every device" in page


def test_the_secret_is_text_and_picture_and_sealed_in_the_database(wren: Any) -> None:
    client = wren.sign_in()
    assert client.get("/account/2fa/a.svg").status_code == 404
    secret, codes = _set_up(client)
    assert len(codes) == 10
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert not any(code in stored for code in codes)
    for again in (client.get, client.post):
        page = again("/account/2fa/recovery-codes/").content.decode()
        assert not any(code in page for code in codes)


def test_tools_open_only_with_one(oak: Any, fern: Any, settings: Any) -> None:
    settings.STAFF_MFA = True
    for who, page in ((oak, "/office/"), (fern, "/desk/")):
        client = who.sign_in()
        assert client.get(page)["Location"] == "/account/2fa/"
        _set_up(client)
        assert client.get(page).status_code == 200


def _addresses(patterns: Any, before: str = "/") -> list[str]:
    found = []
    for one in patterns:
        path = before + str(one.pattern)
        inside = getattr(one, "url_patterns", None)
        found += _addresses(inside, path) if inside is not None else [path]
    return found


TOOLS = [
    re.sub(r"<(id|slug):\w+>", "abcdefghijkl", path)
    for path in _addresses(get_resolver().url_patterns)
    if path.startswith(("/office/", "/desk/")) or path.endswith("/return/")
]


@pytest.mark.parametrize("path", TOOLS)
def test_no_page_and_no_deed_of_the_tools_without_one(
    oak: Any, fern: Any, settings: Any, path: str
) -> None:
    """Before anything is looked for: what exists and what does not answer alike."""
    settings.STAFF_MFA = True
    for who in (oak, fern):
        client = who.sign_in()
        answers = [
            client.get(path),
            client.post(path, {"all": "1", "on": "1", "how": "end", "sure": "1"}),
        ]
        led = [a.get("Location", "") == "/account/2fa/" for a in answers if a.status_code != 405]
        assert led and all(led)


def test_there_are_such_pages() -> None:
    assert len(TOOLS) > 30


def test_signing_in_asks_for_it_and_slows_who_guesses(wren: Any, client: Any) -> None:
    _secret, codes = _set_up(wren.sign_in())
    given = {"login": wren.handle, "password": "three plain words"}
    assert client.post("/account/login/", given)["Location"].startswith("/account/2fa/")
    assert client.get("/account/2fa/authenticate/").status_code == 200
    statuses = [
        client.post("/account/2fa/authenticate/", {"code": f"{n:06}"}).status_code for n in range(7)
    ]
    assert statuses == [422] * 5 + [429] * 2
    assert client.get("/g/").status_code == 303
    from peernet.kit import limits

    limits._memory.clear()
    assert client.post("/account/2fa/authenticate/", {"code": codes[0]}).status_code == 303
    assert client.get("/g/").status_code == 200


def test_sec_14_a_code_works_once_on_whichever_process_and_no_use_is_dated(
    wren: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process has an empty memory of its own: clearing it stands for that."""
    secret, codes = _set_up(wren.sign_in())
    given = {"login": wren.handle, "password": "three plain words"}
    soon = time.time() + 30  # not the figures that set it up
    monkeypatch.setattr(time, "time", lambda: soon)

    def comes_in_with(code: str) -> bool:
        cache.clear()
        visitor = Client()
        visitor.post("/account/login/", given)
        status = visitor.post("/account/2fa/authenticate/", {"code": code}).status_code
        return int(status) == 303

    figures = _code(secret)
    assert comes_in_with(figures)
    assert not comes_in_with(figures)
    assert not comes_in_with(f"{figures[:3]} {figures[3:]}")
    assert comes_in_with(codes[0])
    assert not comes_in_with(codes[0])
    assert set(Authenticator.objects.values_list("last_used_at", flat=True)) == {None}
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert figures not in stored


@pytest.mark.parametrize("path", ["/account/erase/", "/account/export/"])
def test_what_was_asked_goes_on_by_itself_after_the_factor(
    wren: Any, path: str, settings: Any
) -> None:
    client = wren.sign_in()
    _secret, codes = _set_up(client)
    answer = client.post(path, {"words": "taken"})
    assert "/account/2fa/reauthenticate/" in answer["Location"]  # a password is not enough
    after = client.post(answer["Location"], {"code": codes[1]})
    if path == "/account/erase/":
        assert after.status_code == 303
        assert not Account.objects.filter(pk=wren.account.pk).exists()
    else:
        assert after["Content-Type"] == "application/zip"
