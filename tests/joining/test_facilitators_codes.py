"""A facilitator on duty issues ten member invites a day for her own group (product a1)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from groups import appointing
from groups.models import Invite
from peernet.audit.models import Entry
from peernet.kit import clock
from tests.conftest import Person

pytestmark = pytest.mark.django_db
CODE = re.compile(r"<code class=\"code\">([A-Z0-9-]{14})</code>")


@pytest.fixture
def address(group: Any, fern: Person) -> str:
    assert fern.browser.post("/desk/duty/", {"on": "1"}).status_code == 303
    return f"/desk/room/{group.pk}/codes/"


def test_her_code_lets_a_member_into_her_group(address: str, group: Any, fern: Person) -> None:
    page = fern.browser.post(address, {"phrase": "blue door"})
    (code,) = CODE.findall(page.content.decode())
    invite = Invite.objects.latest("issued_at")
    assert (invite.group_id, invite.role, invite.uses_left) == (group.pk, "member", 1)
    assert invite.issued_by == fern.membership.pk
    assert Entry.objects.filter(actor=fern.membership.pk, subject=invite.pk).exists()
    stranger = Client()
    assert stranger.post("/join/", {"code": code, "phrase": "red door"}).status_code == 422
    assert stranger.post("/join/", {"code": code, "phrase": "Blue door"}).status_code == 303
    assert code not in fern.browser.get(address).content.decode(), "shown once"


def test_the_eleventh_of_a_day_is_refused_and_says_why(address: str, fern: Person) -> None:
    for _ in range(10):
        assert fern.browser.post(address, {"phrase": ""}).status_code == 200
    refused = fern.browser.post(address, {"phrase": "kept words"})
    assert refused.status_code == 429
    assert 86_000 < int(refused["Retry-After"]) <= 86_400
    assert "ten codes" in refused.content.decode() and "kept words" in refused.content.decode()
    assert Invite.objects.filter(issued_by=fern.membership.pk).count() == 10
    Invite.objects.update(issued_at=clock.now() - timedelta(hours=25))
    assert fern.browser.post(address, {"phrase": ""}).status_code == 200


def test_off_duty_she_is_a_member_and_issues_nothing(address: str, fern: Person) -> None:
    assert fern.browser.post("/desk/duty/", {"on": "0"}).status_code == 303
    assert fern.browser.post(address, {"phrase": ""}).status_code == 422
    assert not Invite.objects.filter(issued_by=fern.membership.pk).exists()


def test_stood_down_she_issues_nothing(address: str, fern: Person, wren: Person) -> None:
    appointing.stand_down(fern.membership, by="", reason="")
    for person in (fern, wren):
        assert person.browser.post(address, {"phrase": ""}).status_code == 404
    assert not Invite.objects.filter(issued_by=fern.membership.pk).exists()


def test_she_takes_back_her_own_and_no_other(address: str, fern: Person, group: Any) -> None:
    fern.browser.post(address, {"phrase": ""})
    hers = Invite.objects.get(issued_by=fern.membership.pk)
    other = Invite.objects.create(
        organisation=group.organisation, group=group, code_digest="x", issued_at=clock.now(),
        expires_at=clock.now() + timedelta(days=1),
    )  # fmt: skip
    for invite in (other, hers):
        assert fern.browser.post(address, {"take_back": invite.pk}).status_code == 303
    hers.refresh_from_db()
    other.refresh_from_db()
    assert hers.revoked_at and not other.revoked_at


def test_words_that_are_too_long_are_kept_and_refused(address: str, fern: Person) -> None:
    page = fern.browser.post(address, {"phrase": "w" * 101})
    assert page.status_code == 422 and "w" * 101 in page.content.decode()


def test_words_that_nobody_can_say_are_refused_and_kept_in_the_box(
    address: str, fern: Person
) -> None:
    page = fern.browser.post(address, {"phrase": "…-…"})
    assert page.status_code == 422
    assert "Say it in words" in page.content.decode() and "…-…" in page.content.decode()
    assert not Invite.objects.filter(issued_by=fern.membership.pk).exists()
