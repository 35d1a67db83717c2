"""What a password may be: the same rules and the same voice wherever one is chosen."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import get_default_password_validators
from django.test import Client
from django.utils import translation

from groups import joining
from tests.conftest import PASSWORD, enter, make_person

DJANGOS = (
    "This password is too short. It must", "Your password must contain", "commonly used password",
    "This password is too common", "Su contraseña", "La contraseña es demasiado corta",
    "Esta contraseña es demasiado común",
)  # fmt: skip


def joining_with(password: str, group: Any, language: str) -> Any:
    client = Client(headers={"accept-language": language})
    _, code = joining.issue(group.organisation, group, joining.Terms())
    client.post("/join/", {"code": code})
    return client.post("/join/new/", {"password": password, "pseudonym": "Wren", "agree": "on"})


def recovering_with(password: str, group: Any, language: str) -> Any:
    client = Client(headers={"accept-language": language})
    given = {"handle": "calm-river-4821", "phrase": "one two", "password": password}
    return client.post("/account/recover/", given)


def changing_to(password: str, group: Any, language: str) -> Any:
    someone = make_person("elm", f"elm-{language}-1234")
    enter(someone, group)
    someone.account.language = language
    someone.account.save(update_fields=["language"])
    given = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    return someone.browser.post("/account/password/change/", given)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("choosing", [joining_with, recovering_with, changing_to])
@pytest.mark.parametrize("password", ["nine char", "1234567890", "qwertyuiop", "x" * 129])
def test_a_bad_one_is_refused_in_our_own_words(
    password: str, choosing: Any, language: str, group: Any
) -> None:
    answer = choosing(password, group, language)
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert [words for words in DJANGOS if words in page] == []
    assert 'class="error"' in page


@pytest.mark.parametrize("password", ["e\u0301" * 5, "ｐａｓｓｗｏｒｄ１２３", "ﷺ" * 20])
def test_what_is_judged_is_what_is_kept(password: str, group: Any) -> None:
    """Five letters with loose accents, a common one at full width, one sign that stands for many."""
    assert joining_with(password, group, "en").status_code == 422


def test_two_that_differ_are_told_so_in_our_words(group: Any) -> None:
    someone = make_person("elm", "elm-tu-1234")
    enter(someone, group)
    someone.account.language = "es"
    someone.account.save(update_fields=["language"])
    given = {"oldpassword": PASSWORD, "password1": "ten grey c", "password2": "ten grey d"}
    page = someone.browser.post("/account/password/change/", given)
    assert page.status_code == 422
    assert "Escribe la misma contraseña las dos veces." in html.unescape(page.content.decode())


def test_one_of_ten_characters_that_nobody_else_uses_is_good(group: Any) -> None:
    assert joining_with("ten grey c", group, "en").status_code == 303


def test_every_rule_speaks_spanish_as_we_do() -> None:
    """Each one's words are ours, so the catalogue holds them (tests/house/test_languages.py)."""
    assert all(rule["NAME"].startswith("peernet.") for rule in settings.AUTH_PASSWORD_VALIDATORS)
    with translation.override("es"):
        said = [rule.get_help_text() for rule in get_default_password_validators()]
    assert len(said) == 4
    assert not any(words in text for words in DJANGOS for text in said)
