"""She erases herself: with her words or without them, complete on every table and open page."""

from __future__ import annotations

from typing import Any

import pytest

from groups import history
from groups.models import Application, Erasure, Membership, Message, TalkWord
from peernet.accounts.models import Account, Session, Standing
from peernet.audit.models import Entry
from peernet.kit import clock


def _erase(person: Any, words: str) -> Any:
    return person.sign_in().post("/account/erase/", {"words": words})


def test_the_page_says_the_sentence_about_reports_before(wren: Any) -> None:
    page = wren.sign_in().get("/account/erase/").content.decode()
    assert "If a message of yours was reported" in page
    assert "Leave my words without my name" in page
    assert "30 days old" in page


def test_leaving_words_leaves_somebody(wren: Any, ash: Any, circle: Any) -> None:
    wren.say(circle, "the lamp is on")
    assert _erase(wren, "left").status_code == 303
    assert not Account.objects.filter(pk=wren.account.pk).exists()
    row = wren.in_group(circle)
    assert (row.account, row.look, row.pseudonym, row.came_by) == (None, None, "", "")
    assert row.ending == Membership.Ending.ERASED
    page = ash.sign_in().get(f"/g/{circle.pk}/").content.decode()
    assert "the lamp is on" in page
    assert "Wren" not in page
    assert "somebody" in page


def test_taking_words_leaves_none(wren: Any, ash: Any, circle: Any) -> None:
    wren.say(circle, "going with me")
    cursor = history.newest(ash.in_group(circle)).revision
    TalkWord.objects.create(
        group=circle,
        member=wren.in_group(circle),
        by=wren.in_group(circle),
        at=clock.now(),
        key="k",
    )
    _erase(wren, "taken")
    assert not Message.objects.exists()
    assert not TalkWord.objects.exists()
    found = history.entered(ash.in_group(circle), cursor)
    assert found.fresh
    assert found.read.messages == []


def test_her_name_is_free_and_open_pages_learn_of_it(wren: Any, ash: Any, circle: Any) -> None:
    wren.say(circle, "hello")
    cursor = circle.revision
    _erase(wren, "left")
    group = ash.in_group(circle).group
    assert group.fresh_rev > cursor
    assert wren.in_group(circle).named_rev == group.fresh_rev
    kinds = set(Standing.objects.values_list("kind", flat=True))
    assert {"account_ended", "membership_changed"} <= kinds


def test_she_is_signed_out_everywhere(wren: Any) -> None:
    _erase(wren, "taken")
    assert not Session.objects.filter(account__isnull=False).exists()
    assert wren.client.get("/g/").status_code == 303


def test_what_she_sends_while_erasing_does_not_stay(wren: Any, circle: Any) -> None:
    _erase(wren, "taken")
    wren.say(circle, "one more")
    assert not Message.objects.exists()


def test_it_is_recorded_without_saying_who(wren: Any, circle: Any) -> None:
    _erase(wren, "taken")
    entry = Entry.objects.filter(action="erase").get()
    assert entry.subject == wren.places[circle.pk].pk
    assert Erasure.objects.get().of == wren.account.pk


def test_a_choice_is_needed(wren: Any) -> None:
    assert _erase(wren, "").status_code == 422
    assert Account.objects.filter(pk=wren.account.pk).exists()


def test_an_old_sign_in_asks_again(wren: Any, settings: Any) -> None:
    client = wren.sign_in()
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    answer = client.post("/account/erase/", {"words": "taken"})
    assert answer.status_code == 303
    assert "reauthenticate" in answer["Location"]
    assert Account.objects.filter(pk=wren.account.pk).exists()


@pytest.mark.parametrize("words", ["left", "taken"])
def test_somebody_who_had_left_erases_what_she_left_behind(
    wren: Any, circle: Any, words: str
) -> None:
    wren.say(circle, "before I went")
    client = wren.sign_in()
    client.post(f"/g/{circle.pk}/leave/")
    client.post("/account/erase/", {"words": words})
    assert Message.objects.count() == (1 if words == "left" else 0)
    assert wren.in_group(circle).pseudonym == ""
    assert not Application.objects.exists()
