"""Each deed and its undo: what changes, who is told, what the trail keeps; and who may not."""

from __future__ import annotations

from typing import Any

import pytest

from groups.models import Bar, Invite, Membership, Message
from moderation.models import Notice
from tests.conftest import Person, enter, make_person

from .conftest import Desk, fresh, said, told, trail_says

pytestmark = pytest.mark.django_db


def test_hiding_takes_the_words_away_and_restoring_brings_them_back(
    group: Any, wren: Person, desk: Desk
) -> None:
    message = said(wren, group, "Something sharp")
    assert desk.do(message, "hide").status_code == 303
    assert fresh(message).state == "hidden" and fresh(message).rev == fresh(group).revision
    assert b"Something sharp" not in wren.browser.get(f"/g/{group.pk}/").content
    assert told(wren) == ["hide"] and trail_says("hide", by=desk.person)
    assert desk.do(message, "restore").status_code == 303
    assert b"Something sharp" in wren.browser.get(f"/g/{group.pk}/").content
    assert told(wren) == ["restore", "hide"] and trail_says("restore", by=desk.person)


def test_a_member_a_stranger_and_a_facilitator_of_another_group_hide_nothing(
    group: Any, wren: Person, ash: Person, stray: Person, oak: Person, other_group: Any
) -> None:
    message = said(wren, group)
    for person in (ash, stray, oak):
        assert Desk(person).do(message, "hide").status_code == 404
    elsewhere = make_person("alder")
    enter(elsewhere, other_group, "facilitator")
    assert Desk(elsewhere).on().do(message, "hide").status_code == 404
    assert fresh(message).state == "visible"


def test_nobody_acts_on_herself_or_on_another_facilitator(
    group: Any, wren: Person, desk: Desk, other_desk: Desk
) -> None:
    own, of_cedar = said(desk.person, group), said(other_desk.person, group)
    for message in (own, of_cedar):
        assert desk.do(message, "hide").status_code == 404
    for member in (desk.person.membership, other_desk.person.membership):
        assert desk.do(member, "warn").status_code == 404
    assert desk.do(wren.membership, "warn").status_code == 303


def test_a_deed_without_a_reason_asks_for_one_and_keeps_the_words(
    group: Any, wren: Person, desk: Desk
) -> None:
    message = said(wren, group)
    for deed in ("hide", "fold", "warn", "mute", "remove", "bar"):
        answer = desk.do(message, deed, reason="", words="typed with care")
        assert answer.status_code == 422 and b"typed with care" in answer.content
    assert fresh(message).state == "visible" and not Notice.objects.exists()


def test_folding_sets_a_note_and_unfolding_gives_back_the_writers_own(
    group: Any, wren: Person, desk: Desk
) -> None:
    message = said(wren, group, "Long ago", note="hers")
    assert desk.do(message, "fold", words="about a court").status_code == 303
    assert fresh(message).note == "about a court" and told(wren) == ["fold"]
    assert desk.do(message, "unfold").status_code == 303
    assert fresh(message).note == "hers"
    assert desk.do(message, "unfold").status_code == 422, "nothing is done twice"


def test_a_warning_is_told_once_and_can_be_taken_back(
    group: Any, wren: Person, desk: Desk, other_desk: Desk
) -> None:
    message = said(wren, group)
    assert desk.do(message, "warn").status_code == 303
    assert other_desk.do(message, "warn").status_code == 422
    assert told(wren) == ["warn"]
    assert desk.do(message, "withdraw").status_code == 303
    assert told(wren) == ["withdraw", "warn"]


def test_a_muted_member_reads_and_talks_but_does_not_write_until_it_is_ended(
    group: Any, wren: Person, desk: Desk
) -> None:
    message = said(wren, group)
    assert desk.do(message, "mute", until="24").status_code == 303
    assert wren.post(group, "More").code == "muted"
    assert wren.browser.get(f"/g/{group.pk}/").status_code == 200
    talk = wren.browser.post(f"/g/{group.pk}/talk/", {"body": "Why?"})
    assert talk.status_code == 303
    assert desk.do(message, "mute", until="24").status_code == 422
    assert desk.do(message, "unmute").status_code == 303
    assert wren.post(group, "Thank you").id
    assert told(wren) == ["unmute", "mute"]


@pytest.mark.parametrize("until", ["", "soon", "0", "99999", "2001-01-01"])
def test_a_mute_needs_a_time_that_can_be_kept(
    group: Any, wren: Person, desk: Desk, until: str
) -> None:
    assert desk.do(said(wren, group), "mute", until=until).status_code == 422
    assert fresh(wren.membership).muted_until is None


def test_a_removed_member_is_out_and_can_be_brought_back(
    group: Any, wren: Person, desk: Desk
) -> None:
    message = said(wren, group)
    assert desk.do(message, "remove").status_code == 303
    assert wren.browser.get(f"/g/{group.pk}/").status_code == 404
    assert told(wren) == ["remove"], "she reads why, though she is out"
    assert desk.do(message, "bring_back").status_code == 303
    assert wren.browser.get(f"/g/{group.pk}/").status_code == 200


def test_a_barred_account_does_not_return_and_its_codes_open_nothing(
    group: Any, wren: Person, desk: Desk
) -> None:
    from groups import joining

    hers, _ = joining.issue(group.organisation, group, joining.Terms(), by=wren.membership.pk)
    others, _ = joining.issue(group.organisation, group, joining.Terms())
    assert desk.do(said(wren, group), "bar").status_code == 303
    assert fresh(wren.membership).ending == Membership.Ending.REMOVED
    assert Bar.objects.filter(account=wren.account).exists()
    assert Invite.objects.get(pk=hers.pk).revoked_at
    assert not Invite.objects.get(pk=others.pk).revoked_at
    with pytest.raises(joining.NoSuchInvite):
        joining.redeem(others.pk, joining.Person(wren.account, "Wren again"))
    stranger = joining.redeem(others.pk, joining.Person(make_person("moss").account, "Moss"))
    assert isinstance(stranger, Membership)
    assert desk.do(wren.membership, "bring_back").status_code == 422


def test_a_facilitator_who_was_removed_decides_nothing_and_her_claim_is_free(
    group: Any, wren: Person, desk: Desk, other_desk: Desk
) -> None:
    from groups import conduct
    from peernet.kit import clock

    message = said(wren, group)
    assert desk.do(message, "claim").status_code == 303
    assert other_desk.do(message, "hide").status_code == 422
    conduct.end(desk.person.membership, Membership.Ending.REMOVED, clock.now())
    assert desk.do(message, "hide").status_code == 404
    assert other_desk.do(message, "hide").status_code == 303


def test_a_notice_names_no_facilitator(group: Any, wren: Person, desk: Desk) -> None:
    desk.do(said(wren, group), "warn", words="Please stop.")
    page = wren.browser.get("/account/notices/").content.decode()
    assert "Please stop." in page and "Fern" not in page
    assert desk.person.membership.pk not in page


def test_the_next_page_says_that_something_was_told_until_it_is_read(
    group: Any, wren: Person, desk: Desk
) -> None:
    room = f"/g/{group.pk}/"
    assert b"You were told something" not in wren.browser.get(room).content
    desk.do(said(wren, group), "warn")
    assert b"You were told something" in wren.browser.get(room).content
    told(wren)
    assert b"You were told something" not in wren.browser.get(room).content


def test_a_message_that_was_taken_back_cannot_be_hidden(
    group: Any, wren: Person, desk: Desk
) -> None:
    from groups import editing

    message = said(wren, group)
    editing.take_back(message)
    assert desk.do(message, "hide").status_code == 422
    assert Message.objects.get(pk=message.pk).state == "removed" and not told(wren)
