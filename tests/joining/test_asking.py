"""Where admission is asked: waiting, and nothing else, until a facilitator decides."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from groups import joining, keeping
from groups.models import Application, Membership
from peernet.audit.models import Entry
from peernet.kit import clock
from tests.conftest import Person, enter, make_group, make_person


@pytest.fixture
def asked(organisation: Any) -> Any:
    return make_group(organisation, "Asked circle", admission="asked")


@pytest.fixture
def facilitator(asked: Any) -> Person:
    person = make_person("fern", "fern-of-asked-1")
    enter(person, asked, "facilitator")
    return person


def ask(person: Person, group: Any, name: str = "Sorrel") -> Application:
    _, code = joining.issue(group.organisation, group, joining.Terms())
    person.browser.post("/join/", {"code": code})
    fields = {"pseudonym": name, "agree": "on", "words": "I would like to read along first."}
    assert person.browser.post("/join/new/", fields).status_code == 303
    return Application.objects.get(account=person.account)


def test_she_waits_and_sees_nothing_of_the_group(stray: Person, asked: Any) -> None:
    ask(stray, asked)
    page = stray.browser.get("/g/").content.decode()
    assert "waiting" in page and "Asked circle" not in page and asked.pk not in page
    assert stray.browser.get(f"/g/{asked.pk}/").status_code == 404


def test_a_facilitator_reads_her_words_and_lets_her_in(
    stray: Person, asked: Any, facilitator: Person
) -> None:
    application = ask(stray, asked)
    assert "Sorrel" not in facilitator.browser.get("/desk/").content.decode(), "off duty: no queue"
    facilitator.browser.post("/desk/duty/", {"on": "1"})
    told = facilitator.browser.get("/desk/").content.decode()
    assert "Sorrel" in told and "\xa0hour" not in told, "only the day is known: no hours are said"
    case = f"/desk/{application.pk}/"
    assert "read along" in facilitator.browser.get(case).content.decode()
    assert facilitator.browser.post(case, {"deed": "admit"}).status_code == 303
    assert stray.browser.get(f"/g/{asked.pk}/").status_code == 200
    assert Entry.objects.filter(action="admit").count() == 1
    again = facilitator.browser.post(case, {"deed": "admit"})
    assert (
        again.status_code == 422 and Membership.objects.filter(account=stray.account).count() == 1
    )


def test_refused_and_lapsed_look_the_same(
    stray: Person, rowan: Person, asked: Any, facilitator: Person
) -> None:
    first, second = ask(stray, asked), ask(rowan, asked, "Tansy")
    facilitator.browser.post(f"/desk/{first.pk}/", {"deed": "refuse", "reason": "known to us"})
    Application.objects.filter(pk=second.pk).update(
        made_on=(clock.now() - timedelta(days=8)).date()
    )
    keeping.lapse(clock.now())
    for person in (stray, rowan):
        assert "This code did not lead to a group." in person.browser.get("/g/").content.decode()


def test_a_name_that_clashes_is_only_looked_at_on_admission(
    stray: Person, rowan: Person, asked: Any, facilitator: Person
) -> None:
    for person in (stray, rowan):
        application = ask(person, asked, "Sorrel")
        facilitator.browser.post(f"/desk/{application.pk}/", {"deed": "admit"})
    names = sorted(m.pseudonym for m in Membership.objects.filter(group=asked, role="member"))
    assert names == ["Sorrel", "Sorrel 2"]


def test_nobody_but_its_facilitators_sees_an_application(
    stray: Person, asked: Any, wren: Person, fern: Person, oak: Person
) -> None:
    application = ask(stray, asked)
    for person in (wren, fern, oak, stray):
        assert person.browser.get(f"/desk/{application.pk}/").status_code == 404
        assert person.browser.post(f"/desk/{application.pk}/", {"deed": "admit"}).status_code == 404
