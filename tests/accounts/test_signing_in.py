"""Signing in tells a stranger nothing, and nobody can lock somebody out."""

from __future__ import annotations

import re
import statistics
import time
from typing import Any

from django.test import Client, override_settings

from peernet.accounts import recovery
from peernet.accounts.models import Account, Session
from tests.conftest import PASSWORD, Person, make_person


def sign_in(handle: str, password: str, **extra: str) -> Any:
    return Client(**extra).post("/account/login/", {"login": handle, "password": password})


def plain(page: Any) -> str:
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page.content.decode())
    return re.sub(r'name="login" value="[^"]*"', "", text)


def test_the_handle_signs_in_in_any_spelling(db: None) -> None:
    make_person("wren", "calm-river-4821")
    for handle in ("calm-river-4821", "Calm-River-4821", " calm river 4821 "):
        assert sign_in(handle, PASSWORD).headers["Location"] == "/g/"


def test_what_another_keyboard_writes_is_the_same(db: None) -> None:
    """Full width, an accent apart, Roman numbers: the same keys pressed (NFKC)."""
    person = make_person("wren", "calm-river-4821")
    person.account.set_password("un café más tarde, Ⅳ veces")
    person.account.save()
    for handle, password in (
        ("ｃａｌｍ-ｒｉｖｅｒ-４８２１", "un cafe\u0301 ma\u0301s tarde, IV veces"),
        ("calm-river-4821", "un café más tarde, Ⅳ veces"),
    ):
        assert sign_in(handle, password).headers["Location"] == "/g/"
    assert sign_in("calm-river-4821", "un cafe mas tarde, IV veces").status_code == 422


def test_a_wrong_password_and_a_missing_account_answer_alike(db: None) -> None:
    make_person("wren", "calm-river-4821")
    known, unknown = (
        sign_in("calm-river-4821", "wrong one here"),
        sign_in("calm-river-9999", "wrong one here"),
    )
    assert known.status_code == unknown.status_code == 422
    assert plain(known) == plain(unknown)
    assert sorted(known.headers) == sorted(unknown.headers)


@override_settings(
    PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"], LIMITS_ON=False
)
def test_they_take_the_same_time(db: None) -> None:
    """The real hasher, handle by handle in turn: medians within a third of each other."""
    make_person("wren", "calm-river-4821")
    times: dict[str, list[float]] = {"calm-river-4821": [], "calm-river-9999": []}
    for _ in range(12):
        for handle, taken in times.items():
            began = time.perf_counter()
            sign_in(handle, "wrong one here")
            taken.append(time.perf_counter() - began)
    known, unknown = (statistics.median(taken) for taken in times.values())
    assert abs(known - unknown) < max(known, unknown) / 3


def test_recovery_answers_alike_too(db: None) -> None:
    person = make_person("wren", "calm-river-4821")
    recovery.new_phrase(person.account, "en")
    answers = [
        Client().post(
            "/account/recover/",
            {
                "handle": handle,
                "phrase": "one two three four five six",
                "password": "brand new words",
            },
        )
        for handle in ("calm-river-4821", "calm-river-9999")
    ]
    assert {answer.status_code for answer in answers} == {422}
    texts = {re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in answers}
    assert len(texts) == 1


def test_the_phrase_sets_a_new_password_and_ends_every_session(wren: Person) -> None:
    phrase = recovery.new_phrase(wren.account, "en")
    assert wren.browser.get("/g/").status_code == 200
    fields = {"handle": "wren-tree-1234", "phrase": phrase.upper(), "password": "brand new words"}
    assert Client().post("/account/recover/", fields).status_code == 303
    assert wren.browser.get("/g/").status_code == 303
    assert sign_in("wren-tree-1234", "brand new words").status_code == 303
    assert sign_in("wren-tree-1234", PASSWORD).status_code == 422


def test_a_stranger_cannot_lock_her_out(db: None) -> None:
    make_person("wren", "calm-river-4821")
    for number in range(40):
        sign_in("calm-river-4821", "guess", REMOTE_ADDR=f"127.0.1.{number}")
    hers = sign_in("calm-river-4821", PASSWORD, REMOTE_ADDR="127.0.2.1")
    assert hers.status_code == 303 and hers.hold_seconds == 2, "late, never shut out"


def test_too_many_guesses_from_one_address_are_told_to_wait(db: None) -> None:
    codes = [sign_in(f"calm-river-{number}", "guess").status_code for number in range(31)]
    assert codes == [422] * 30 + [429]
    later = sign_in("calm-river-1", "guess at it")
    assert later.headers["Retry-After"] and b'value="calm-river-1"' in later.content
    assert b"guess at it" not in later.content
    words = {"handle": "calm-river-1", "phrase": "one two three", "password": "a quite new one"}
    later = Client().post("/account/recover/", words)
    assert later.status_code == 429 and b'value="one two three"' in later.content
    assert b'value="calm-river-1"' in later.content and b"a quite new one" not in later.content


def test_sign_up_is_closed(db: None) -> None:
    for path in ("/account/signup/", "/account/email/", "/account/password/reset/"):
        answer = Client().post(path, {"username": "x", "password1": PASSWORD})
        assert answer.status_code in (303, 404, 405), path
    assert not Account.objects.exists()


def test_no_address_no_agent_no_handle_is_kept(db: None) -> None:
    make_person("wren", "calm-river-4821")
    sign_in("calm-river-4821", PASSWORD, REMOTE_ADDR="127.77.66.55", HTTP_USER_AGENT="CANARY-UA")
    row = str(Session.objects.values().get())
    assert "127.77" not in row and "CANARY" not in row and "calm-river" not in row
    assert not hasattr(Account, "email") and Account.last_login is None


def test_no_page_asks_for_mail_phone_or_name(db: None) -> None:
    for path in ("/", "/join/", "/account/login/", "/account/recover/"):
        page = Client().get(path).content.decode()
        assert (
            'type="email"' not in page and 'type="tel"' not in page and "/account/email" not in page
        )
