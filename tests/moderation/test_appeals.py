"""A member answers a deed; somebody else decides; overruling undoes it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from groups import ending
from moderation import keeping
from moderation.models import Appeal, Note, Notice
from peernet.kit import clock
from tests.conftest import Person, enter, make_group, make_person

from .conftest import Desk, fresh, said, told, trail_says

pytestmark = pytest.mark.django_db


def answer(person: Person, notice: Any, words: str = "It was a joke") -> Any:
    return person.browser.post("/account/notices/", {"notice": notice.pk, "words": words})


def hidden(person: Person, group: Any, desk: Desk) -> tuple[Any, Notice]:
    message = said(person, group, "A joke")
    assert desk.do(message, "hide").status_code == 303
    return message, Notice.objects.get(member=person.membership, deed="hide")


def test_an_appeal_is_decided_by_another_facilitator_and_overruling_undoes_the_deed(
    group: Any, wren: Person, desk: Desk, other_desk: Desk
) -> None:
    message, notice = hidden(wren, group, desk)
    assert answer(wren, notice).status_code == 303
    appeal = Appeal.objects.get()
    assert desk.queue() == [] and desk.sees(appeal).status_code == 404
    assert [item.id for item in other_desk.queue()] == [appeal.pk]
    assert other_desk.do(appeal, "overrule", words="").status_code == 422
    assert other_desk.do(appeal, "overrule", words="You are right").status_code == 303
    assert fresh(message).state == "visible" and fresh(notice).undone_at
    assert told(wren)[0] == "overruled" and trail_says("overrule", by=other_desk.person)
    assert other_desk.do(appeal, "uphold", words="No").status_code == 422
    assert b"You are right" in wren.browser.get("/account/notices/").content


def test_upholding_leaves_the_deed_and_says_why(
    group: Any, wren: Person, desk: Desk, other_desk: Desk
) -> None:
    message, notice = hidden(wren, group, desk)
    answer(wren, notice)
    assert other_desk.do(Appeal.objects.get(), "uphold", words="It hurt").status_code == 303
    assert fresh(message).state == "hidden" and told(wren)[0] == "upheld"


def test_one_appeal_a_deed_with_words_within_thirty_days_and_only_of_ones_own(
    group: Any, wren: Person, ash: Person, desk: Desk
) -> None:
    _, notice = hidden(wren, group, desk)
    assert answer(ash, notice).status_code == 404
    assert ash.browser.post("/account/notices/", {"notice": "\x00"}).status_code == 404
    assert answer(wren, notice, words="").status_code == 422
    Notice.objects.filter(pk=notice.pk).update(made_at=clock.now() - timedelta(days=31))
    late = answer(wren, notice, words="typed with care")
    assert late.status_code == 422 and b"typed with care" in late.content
    Notice.objects.filter(pk=notice.pk).update(made_at=clock.now() - timedelta(days=29))
    assert answer(wren, notice).status_code == 303
    assert answer(wren, notice).status_code == 422


@pytest.mark.parametrize("deed", ["fold", "warn", "mute", "remove", "bar"])
def test_overruling_undoes_each_deed(
    group: Any, wren: Person, desk: Desk, other_desk: Desk, deed: str
) -> None:
    from groups.models import Bar

    message = said(wren, group)
    assert desk.do(message, deed, until="24").status_code == 303
    answer(wren, Notice.objects.get(deed=deed))
    other_desk.do(Appeal.objects.get(), "overrule", words="Undone")
    member = fresh(wren.membership)
    assert (member.ended_at, member.muted_until, fresh(message).note) == (None, None, "")
    assert not Bar.objects.exists() and Notice.objects.get(deed=deed).undone_at


def test_an_overruled_refusal_shows_the_message(
    group: Any, wren: Person, desk: Desk, other_desk: Desk
) -> None:
    from groups import conduct

    conduct.set_mode(group.pk, "held", None, desk.person.membership)
    message = said(wren, group)
    desk.do(message, "refuse")
    answer(wren, Notice.objects.get(deed="refuse"))
    other_desk.do(Appeal.objects.get(), "overrule", words="Undone")
    assert fresh(message).state == "visible" and fresh(message).seq


# --- Without an eligible facilitator in the group ------------------------------------------------


def test_with_one_facilitator_it_goes_to_another_of_the_organisation_who_sees_only_the_appeal(
    organisation: Any, group: Any, wren: Person, oak: Person, desk: Desk
) -> None:
    _, notice = hidden(wren, group, desk)
    answer(wren, notice)
    appeal = Appeal.objects.get()
    beside = make_person("birch")
    enter(beside, make_group(organisation, "Other room"), "facilitator")
    birch = Desk(beside).on()
    assert desk.queue() == []
    assert [(item.id, item.name) for item in birch.queue()] == [(appeal.pk, "")]
    page = birch.sees(appeal).content.decode()
    assert "It was a joke" in page and "Please be kind." in page
    for unseen in ("A joke", "Wren", wren.membership.pk, notice.message_id):
        assert unseen not in page
    assert Desk(oak).sees(appeal).status_code == 404
    assert birch.do(appeal, "overrule", words="Undone").status_code == 303


def test_with_one_facilitator_in_the_organisation_it_goes_to_an_administrator(
    group: Any, wren: Person, oak: Person, stray: Person, desk: Desk
) -> None:
    message, notice = hidden(wren, group, desk)
    answer(wren, notice)
    appeal = Appeal.objects.get()
    assert Desk(stray).sees(appeal).status_code == 404
    assert appeal.pk in oak.browser.get("/office/").content.decode()
    page = Desk(oak).sees(appeal)
    assert page.status_code == 200 and b"A joke" not in page.content
    assert b"Wren" not in page.content
    assert Desk(oak).do(appeal, "overrule", words="Undone").status_code == 303
    assert fresh(message).state == "visible"
    assert Desk(oak).sees(message).status_code == 404


def test_a_facilitator_of_another_organisation_never_sees_it(
    group: Any, wren: Person, desk: Desk
) -> None:
    from groups import founding

    _, notice = hidden(wren, group, desk)
    answer(wren, notice)
    alder = make_person("alder")
    enter(alder, make_group(founding.found("Another house"), "Far room"), "facilitator")
    far = Desk(alder).on()
    assert far.queue() == [] and far.sees(Appeal.objects.get()).status_code == 404


def test_who_did_it_and_facilitates_two_groups_does_not_decide_it_in_the_other(
    group: Any, other_group: Any, wren: Person, oak: Person, desk: Desk
) -> None:
    _, notice = hidden(wren, group, desk)
    answer(wren, notice)
    assert desk.queue() == []
    assert Desk(oak).sees(Appeal.objects.get()).status_code == 200


def test_where_the_group_ended_nothing_waits_and_nothing_breaks(
    group: Any, wren: Person, ash: Person, oak: Person, organisation: Any, desk: Desk
) -> None:
    """Its key is gone: nothing can be read, answered or undone there any more."""
    (_, notice), (_, open_one) = hidden(wren, group, desk), hidden(ash, group, desk)
    answer(wren, notice)
    note(ash, desk)
    assert oak.browser.get(f"/desk/{Appeal.objects.get().pk}/").status_code == 200
    ending.end(group.pk, clock.now())
    page = wren.browser.get("/account/notices/")
    assert page.status_code == 200 and b"was hidden" in page.content
    assert b"waits for somebody" not in page.content
    assert answer(ash, open_one).status_code == 422
    assert b"sees it differently" not in oak.browser.get("/office/").content
    assert oak.browser.get(f"/desk/{Appeal.objects.get().pk}/").status_code == 404
    keeping.forget(clock.now())
    assert Notice.objects.exclude(words=b"", kept=b"").count() == 0
    assert Appeal.objects.exclude(words=b"", answer=b"").count() == 0
    assert Notice.objects.count() == 2 and not Note.objects.exists()


def note(person: Person, desk: Desk) -> None:
    made = Note(member=person.membership, by=desk.person.membership, made_at=clock.now())
    made.words = "quiet lately"
    made.save(force_insert=True)


def test_the_page_of_notices_does_not_point_at_itself(group: Any, wren: Person, desk: Desk) -> None:
    hidden(wren, group, desk)
    points = 'class="told"'
    assert points in wren.browser.get(f"/g/{group.pk}/").content.decode()
    assert points not in wren.browser.get("/account/notices/").content.decode()
