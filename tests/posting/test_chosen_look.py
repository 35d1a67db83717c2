"""An administrator chooses what follows a finding, and tries a text that is not kept."""

from __future__ import annotations

from typing import Any

from groups.answers import Held, Refused, Sent
from groups.following import DEFAULTS
from groups.models import Group
from peernet.audit.models import Entry
from tests.conftest import Person, make_person

NUMBER = "you can call me on 555 010 4477 after six"
USUAL = {kind: str(follow) for kind, follow in DEFAULTS.items() if kind != "watched"}


def test_what_follows_is_the_groups_choice(oak: Person, wren: Person, group: Any) -> None:
    page = f"/office/g/{group.pk}/look/"
    assert isinstance(wren.post(group, NUMBER), Refused)
    assert oak.browser.post(page, {**USUAL, "contact": "hold"}).status_code == 303
    assert isinstance(wren.post(group, NUMBER), Held), "held without asking"
    oak.browser.post(page, {**USUAL, "contact": "nothing"})
    assert isinstance(wren.post(group, NUMBER), Sent)
    assert Entry.objects.filter(action="edit_group").count() == 2


def test_crisis_cannot_be_silenced(oak: Person, group: Any) -> None:
    page = f"/office/g/{group.pk}/look/"
    assert oak.browser.post(page, {**USUAL, "crisis": "nothing"}).status_code == 422
    assert Group.objects.get(pk=group.pk).second_look == {}


def test_a_text_is_tried_and_not_kept(oak: Person, group: Any) -> None:
    page = oak.browser.post(f"/office/g/{group.pk}/look/", {"text": NUMBER}).content.decode()
    assert "contact-phone" in page and "ask the writer, then hold" in page
    page = oak.browser.post(f"/office/g/{group.pk}/look/", {"text": "<b>good evening</b>"})
    assert (
        "Nothing was seen in it." in page.content.decode()
        and "<b>good" not in page.content.decode()
    )


def test_nobody_elses_administrator_chooses(group: Any, fern: Person) -> None:
    from groups import founding, joining

    elsewhere = founding.found("Casa Alameda")
    elm = make_person("elm")
    invite, _ = joining.issue(elsewhere, None, joining.Terms(role="administrator"))
    joining.redeem(invite.pk, joining.Person(elm.account))
    for person in (elm, fern):
        assert person.browser.get(f"/office/g/{group.pk}/look/").status_code == 404
        assert person.browser.post(f"/office/g/{group.pk}/look/", USUAL).status_code == 404
