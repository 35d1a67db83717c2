"""She erases herself: with her words or without them, complete on every table and open page."""

from __future__ import annotations

from typing import Any

import pytest

from groups import history
from groups.models import Application, Erasure, Membership, Message, Reaction, TalkWord
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
    wren.say(circle, "the kettle is on")
    assert _erase(wren, "left").status_code == 303
    assert not Account.objects.filter(pk=wren.account.pk).exists()
    row = wren.in_group(circle)
    assert (row.account, row.look, row.pseudonym, row.came_by) == (None, None, "", "")
    assert row.ending == Membership.Ending.ERASED
    page = ash.sign_in().get(f"/g/{circle.pk}/").content.decode()
    assert "the kettle is on" in page
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
    found = history.entered(ash.in_group(circle), cursor, "en")
    assert found.fresh
    assert found.read.messages == []


@pytest.mark.parametrize(("words", "left"), [("left", 1), ("taken", 0)])
def test_her_marks_go_with_her_words_and_open_pages_are_told(
    wren: Any, ash: Any, circle: Any, words: str, left: int
) -> None:
    first, second = (ash.say(circle, body) for body in ("good evening", "and good night"))
    for who in (wren, ash):
        path = f"/g/{circle.pk}/m/{first.id}/react/"
        assert who.sign_in().post(path, {"kind": "heart", "on": "1"}).status_code == 303
    before = history.newest(ash.in_group(circle))
    was = {message.pk: message.rev for message in before.messages}
    _erase(wren, words)
    assert Reaction.objects.filter(member=wren.in_group(circle)).count() == left
    assert Reaction.objects.filter(member=ash.in_group(circle)).count() == 1
    changed = history.changes_after(ash.in_group(circle), before.revision).messages
    assert [message.pk for message in changed] == ([] if left else [first.id])
    now = {message.pk: message.rev for message in Message.objects.all()}
    assert now[second.id] == was[second.id]
    group = ash.in_group(circle).group
    assert len({*now.values(), group.fresh_rev}) == 3 and max(now.values()) < group.fresh_rev


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


def test_what_she_turned_away_from_is_not_done_when_she_comes_to_look(
    wren: Any, settings: Any
) -> None:
    """She pressed, was asked who she is, and thought better of it."""
    client = wren.sign_in()
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    assert "reauthenticate" in client.post("/account/erase/", {"words": "taken"})["Location"]
    asked = client.get("/account/erase/")["Location"]
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
    answer = client.post(asked, {"password": "three plain words"})
    assert answer.status_code == 303
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


def test_what_was_told_to_her_and_noted_about_her_goes_too(
    wren: Any, ash: Any, circle: Any
) -> None:
    from moderation.models import Deed, Note, Notice
    from peernet.kit import clock

    for person, other in ((wren, ash), (ash, wren)):
        member, by = person.in_group(circle), other.in_group(circle)
        Notice(member=member, deed=Deed.WARN, made_at=clock.now()).save()
        Note(member=member, by=by, made_at=clock.now()).save()
    _erase(wren, "left")
    assert [n.member_id for n in Notice.objects.all()] == [ash.in_group(circle).pk]
    assert [n.member_id for n in Note.objects.all()] == [ash.in_group(circle).pk]


@pytest.mark.parametrize("words", ["left", "taken"])
def test_what_she_wrote_for_the_desk_goes_when_she_takes_her_words(
    fern: Any, wren: Any, circle: Any, words: str
) -> None:
    from moderation import noting
    from moderation.cases import Press
    from moderation.models import Note, Shift
    from peernet.kit import clock

    by, member = fern.in_group(circle), wren.in_group(circle)
    noting.note(member, Press(by, member.pk, words="quiet lately"))
    shift = Shift(member=by, began_at=clock.now(), ended_at=clock.now())
    shift.handover = "look after her"
    shift.save()
    _erase(fern, words)
    left = words == "left"
    assert Note.objects.exists() == left
    assert (Shift.objects.get().handover != "") == left
