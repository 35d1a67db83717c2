"""Two people open a sealed thing; one person, twice, does not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP

from groups import joining, sealing
from groups.models import Message, Seal
from peernet.audit.models import Entry

from . import cast


@pytest.fixture
def yew(house: Any) -> cast.Person:
    who = cast.person("yew")
    cast.appoint(who, house)
    return who


def _ask(who: cast.Person, kind: str, subject: str) -> Any:
    given = {"kind": kind, "subject": subject, "reason": "a court asks"}
    return who.sign_in().post("/office/seals/", given)


@pytest.fixture
def asked(oak: Any, wren: Any, circle: Any) -> Seal:
    assert _ask(oak, "came_by", wren.places[circle.pk].pk).status_code == 303
    return Seal.objects.get()


def test_two_open_and_she_sees_that_they_did(
    oak: Any, yew: Any, wren: Any, circle: Any, asked: Seal
) -> None:
    assert oak.client.post(f"/office/seals/{asked.pk}/open/").status_code == 422
    assert yew.sign_in().post(f"/office/seals/{asked.pk}/agree/").status_code == 303
    page = oak.client.post(f"/office/seals/{asked.pk}/open/")
    assert page.status_code == 200
    assert "Issued on" in page.content.decode()
    deeds = list(Entry.objects.filter(action__contains="seal").values_list("action", flat=True))
    assert deeds == ["ask_seal", "agree_seal", "open_seal"]
    hers = wren.sign_in().get(f"/g/{circle.pk}/about/").content.decode()
    assert "Your record was opened" in hers


def test_a_facilitator_may_be_the_second(oak: Any, fern: Any, asked: Seal) -> None:
    assert fern.sign_in().post(f"/office/seals/{asked.pk}/agree/").status_code == 303


def test_two_facilitators_are_not_enough(fern: Any, wren: Any, circle: Any) -> None:
    other = cast.person("hazel")
    cast.enter(other, circle, "facilitator")
    _ask(fern, "came_by", wren.places[circle.pk].pk)
    answer = other.sign_in().post(f"/office/seals/{Seal.objects.get().pk}/agree/")
    assert answer.status_code == 422
    assert "administrator" in answer.content.decode()


def test_the_same_person_twice_is_refused(oak: Any, asked: Seal) -> None:
    assert oak.sign_in().post(f"/office/seals/{asked.pk}/agree/").status_code == 422
    assert Seal.objects.get().agreed_at is None


def test_the_same_authenticator_on_two_accounts_is_one_person(
    oak: Any, yew: Any, asked: Seal
) -> None:
    for who in (oak, yew):
        TOTP.activate(who.account, "JBSWY3DPEHPK3PXP")
    with pytest.raises(sealing.Refused, match="same second factor"):
        sealing.agree(asked, yew.account)
    Authenticator.objects.filter(user=yew.account).delete()
    TOTP.activate(yew.account, "KRSXG5CTMVRXEZLU")
    sealing.agree(asked, yew.account)


def test_another_house_cannot_agree(elm: Any, asked: Seal) -> None:
    assert elm[0].sign_in().post(f"/office/seals/{asked.pk}/agree/").status_code == 404


def test_an_old_request_and_an_expired_consent_are_refused(oak: Any, yew: Any, asked: Seal) -> None:
    sealing.agree(asked, yew.account)
    Seal.objects.update(open_until=asked.asked_at - timedelta(seconds=1))
    answer = oak.client.post(f"/office/seals/{asked.pk}/open/")
    assert answer.status_code == 422
    assert "closed" in answer.content.decode()
    Seal.objects.update(agreed_at=None, agreed_by="", asked_at=asked.asked_at - timedelta(hours=25))
    with pytest.raises(sealing.Refused):
        sealing.agree(asked, yew.account)


def test_an_old_second_factor_is_asked_for_again(oak: Any, asked: Seal, settings: Any) -> None:
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    answer = oak.client.post(f"/office/seals/{asked.pk}/agree/")
    assert "reauthenticate" in answer["Location"]


def test_one_person_cannot_fill_everybodys_list(
    oak: Any, fern: Any, elm: Any, wren: Any, circle: Any, django_assert_max_num_queries: Any
) -> None:
    """And requests of other houses are not even read for it."""
    subject = wren.places[circle.pk].pk
    statuses = [_ask(fern, "came_by", subject).status_code for _ in range(31)]
    assert statuses == [303] * 30 + [429]
    assert oak.sign_in().get("/office/seals/").content.decode().count("a court asks") == 30
    with django_assert_max_num_queries(1):
        assert sealing.seals_for(elm[0].account) == []


def test_a_reason_is_needed_and_a_hidden_message_only(oak: Any, wren: Any, circle: Any) -> None:
    said = wren.say(circle, "seen by all")
    assert _ask(oak, "hidden_words", said.id).status_code == 404
    Message.objects.filter(pk=said.id).update(state="hidden")
    given = {"kind": "hidden_words", "subject": said.id, "reason": ""}
    assert oak.client.post("/office/seals/", given).status_code == 422
    assert _ask(oak, "hidden_words", said.id).status_code == 303


def test_the_tree_leads_back_to_the_organisation_and_who_is_named_in_it_sees_that(
    oak: Any, yew: Any, fern: Any, wren: Any, house: Any, circle: Any
) -> None:
    invite, _ = joining.issue(
        house, circle, joining.Terms(label="by fern"), by=fern.places[circle.pk].pk
    )
    seal = sealing.ask(oak.account, "tree", invite.pk, "why")
    sealing.agree(seal, yew.account)
    lines = sealing.open_up(seal, oak.account)
    assert len(lines) == 2
    assert "Fern" in lines[0]
    assert "the organisation" in lines[1]
    for who, sees in ((fern, True), (wren, False)):
        page = who.sign_in().get(f"/g/{circle.pk}/about/").content.decode()
        assert ("Your record was opened" in page) is sees
