"""The queue: one case a thing, most urgent first, a bounded number of queries for 200."""

from __future__ import annotations

import copy
import time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups.models import Finding, Group, Message, TalkWord
from moderation import waiting
from peernet.kit.ids import new_id
from tests.conftest import Person, enter, make_group, make_person

from .conftest import Desk, report, said

pytestmark = pytest.mark.django_db


def alert(message: Any, kind: str = "crisis") -> Finding:
    found = Finding(message=message, kind=kind, rule=f"{kind}-1")
    found.place = "0 4"
    found.save(force_insert=True)
    return found


def test_the_most_urgent_comes_first_whatever_came_first(
    group: Any, wren: Person, ash: Person, desk: Desk
) -> None:
    wren.browser.post(f"/g/{group.pk}/talk/", {"body": "Have you a moment?"})
    report(wren, said(ash, group))
    worrying = said(ash, group)
    alert(worrying)
    assert [item.kind for item in desk.queue()] == ["alert", "report", "talk"]
    page = desk.sees(worrying).content
    assert b"crisis-1" in page, "the rule's id stands on the case"
    assert desk.do(worrying, "close", reason="").status_code == 303
    assert [item.kind for item in desk.queue()] == ["report", "talk"]


def test_a_reported_alert_is_one_case(group: Any, wren: Person, ash: Person, desk: Desk) -> None:
    message = said(ash, group)
    alert(message)
    report(wren, message)
    assert [(item.kind, item.reports) for item in desk.queue()] == [("alert", 1)]


def test_words_said_urgently_stand_first(group: Any, wren: Person, desk: Desk) -> None:
    from groups import talking

    talking.say(wren.membership, "I want to die tonight", key="k1")
    assert [item.urgent for item in desk.queue()] == [True]
    assert TalkWord.objects.get().urgent


def test_nothing_of_other_groups_is_in_a_queue(
    group: Any, wren: Person, ash: Person, fern: Person, rowan: Person, other_group: Any
) -> None:
    report(wren, said(ash, group))
    elsewhere = make_person("alder")
    enter(elsewhere, other_group, "facilitator")
    assert Desk(elsewhere).on().queue() == []
    assert len(Desk(fern).on().queue()) == 1


def _fill(organisation: Any, desk: Desk, cases: int) -> None:
    """As many members, each with one thing that waits."""
    group = make_group(organisation, f"Room of {cases}")
    enter(desk.person, group, "facilitator")
    reporter = make_person(f"reporter {cases}")
    enter(reporter, group)
    for number in range(cases):
        member = make_person(f"member {cases} {number}")
        enter(member, group)
        if number % 3 == 0:
            alert(said(member, group))
        elif number % 3 == 1:
            member.browser.post(f"/g/{group.pk}/talk/", {"body": "Hello"})
        else:
            _held(member, group)


def _talk_long(message: Message) -> None:
    """Many more like it, and the database told so: what plan it makes is its own judgement."""
    more = [copy.copy(message) for _ in range(1000)]
    for number, row in enumerate(more, 1):
        row.pk, row.key, row.seq, row.rev = new_id(), f"k{number}", number + 1000, number + 1000
    Message.objects.bulk_create(more)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _held(member: Person, group: Any) -> None:
    Group.objects.filter(pk=group.pk).update(mode="held")
    said(member, group)
    Group.objects.filter(pk=group.pk).update(mode="open")


def test_the_number_of_queries_does_not_grow_with_the_queue(organisation: Any, desk: Desk) -> None:
    counts = []
    for cases in (3, 30):
        _fill(organisation, desk, cases)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            began = time.perf_counter()
            assert len(waiting.queue(desk.person.account)) == sum((3, 30)[: len(counts) + 1])
            took = time.perf_counter() - began
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
    assert took < 0.3


def test_a_list_of_what_waits_has_an_end_and_says_how_much_comes_after(
    group: Any, wren: Person, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moderation.views.desk.MOST_SHOWN", 2)
    for _ in range(4):
        alert(said(wren, group))
    page = desk.person.browser.get("/desk/").content.decode()
    assert page.count("Worried about someone") == 2 and "2 more wait after these." in page
    assert "<b data-waiting>4</b>" in page
    assert "just now" in page and "0 minutes" not in page.replace("\xa0", " ")


def test_what_waits_is_found_by_its_index_however_long_the_room_talked(
    group: Any, wren: Person, desk: Desk
) -> None:
    _talk_long(said(wren, group, "Good afternoon"))
    held, changed = waiting.rows_waiting([group.pk])
    assert "message_held" in held.explain()
    assert "message_edit_waits" in changed.explain()
    _held(wren, group)
    mid = said(wren, group, "Good evening").pk
    Group.objects.filter(pk=group.pk).update(mode="held")
    wren.browser.post(f"/g/{group.pk}/m/{mid}/edit/", {"body": "Good morning", "note": ""})
    assert {item.kind for item in desk.queue()} == {"held", "edit"}
    assert [row.pk for row in changed] == [mid]
