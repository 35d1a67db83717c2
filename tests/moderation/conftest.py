"""Fixtures of the desk: a second facilitator, and what people say and do in few words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Person, enter, make_group, make_person


@pytest.fixture
def cedar(group: Any) -> Person:
    """A second facilitator of the same group."""
    person = make_person("cedar")
    enter(person, group, "facilitator")
    return person


@pytest.fixture
def desk(fern: Person) -> Desk:
    return Desk(fern).on()


@pytest.fixture
def other_desk(cedar: Person) -> Desk:
    return Desk(cedar).on()


@pytest.fixture
def held_group(organisation: Any) -> Any:
    """Newcomers wait for three messages."""
    return make_group(organisation, "Evening room", newcomer_messages=3)


class Desk:
    """A facilitator at her desk, by pages only."""

    def __init__(self, person: Person) -> None:
        self.person = person

    def on(self) -> Desk:
        assert self.person.browser.post("/desk/duty/", {"on": "1"}).status_code == 303
        return self

    def off(self, handover: str = "") -> Any:
        return self.person.browser.post("/desk/duty/", {"on": "0", "handover": handover})

    def do(self, case: Any, deed: str, **fields: str) -> Any:
        given = {"deed": deed, "reason": "hurtful", "words": "Please be kind.", **fields}
        return self.person.browser.post(f"/desk/{pk(case)}/", given)

    def sees(self, case: Any, **query: str) -> Any:
        return self.person.browser.get(f"/desk/{pk(case)}/", query)

    def queue(self) -> list[Any]:
        return list(self.person.browser.get("/desk/").context["queue"])


def pk(row: Any) -> str:
    return str(getattr(row, "pk", row))


def said(person: Person, group: Any, body: str = "Good evening", **draft: Any) -> Any:
    """A message of hers, as it stands in the database."""
    from groups.models import Message

    return Message.objects.get(pk=person.post(group, body, **draft).id)


def fresh(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def trail_says(action: str, by: Person) -> bool:
    from peernet.audit.models import Entry

    mine = [member.pk for member in by.memberships.values()]
    return Entry.objects.filter(action=action, actor__in=mine).exists()


def told(person: Person) -> list[str]:
    """The deeds that stand on her page of notices, newest first."""
    page = person.browser.get("/account/notices/")
    return [str(row["notice"].deed) for row in page.context["rows"]]


def report(person: Person, message: Any, reason: str = "hurtful", **fields: str) -> Any:
    path = f"/g/{message.group_id}/m/{message.pk}/report/"
    return person.browser.post(path, {"reason": reason, **fields})
