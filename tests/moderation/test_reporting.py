"""Reports: two presses, a sealed copy, an outcome told; nothing for the reported to find."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from groups import editing
from moderation.models import Report
from moderation.reporting import copy_of
from tests.conftest import Person, make_person

from .conftest import Desk, fresh, report, said, told, trail_says

pytestmark = pytest.mark.django_db


def test_the_first_press_shows_what_happens_and_the_second_sends_it(
    group: Any, wren: Person, ash: Person, desk: Desk
) -> None:
    message = said(ash, group, "Something sharp")
    path = f"/g/{group.pk}/m/{message.pk}/report/"
    assert path in wren.browser.get(f"/g/{group.pk}/").content.decode()
    assert wren.browser.get(path).status_code == 200
    assert report(wren, message, details="It is about me").status_code == 303
    assert b"Thank you" in wren.browser.get(path).content
    assert trail_says("report", by=wren)
    case = desk.queue()
    assert [(item.id, item.kind, item.reports) for item in case] == [(message.pk, "report", 1)]
    assert b"It is about me" not in desk.sees(message).content
    assert b"It is about me" in desk.sees(message, show="1").content


def test_a_report_without_a_reason_asks_for_one_and_keeps_the_words(
    group: Any, wren: Person, ash: Person, fern: Person
) -> None:
    message = said(ash, group)
    answer = report(wren, message, reason="", details="typed with care")
    assert answer.status_code == 422 and b"typed with care" in answer.content
    assert not Report.objects.exists()


def test_a_reason_of_ones_own_is_kept_as_words(
    group: Any, wren: Person, ash: Person, fern: Person
) -> None:
    assert report(wren, said(ash, group), reason="names my sister").status_code == 303
    row = Report.objects.get()
    assert row.reason == "other" and "names my sister" in row.words


def test_several_reports_on_one_message_are_one_case_with_a_count(
    group: Any, wren: Person, ash: Person, desk: Desk, other_desk: Desk
) -> None:
    message = said(ash, group)
    for person in (wren, other_desk.person):
        assert report(person, message).status_code == 303
        assert report(person, message).status_code == 303, "a second press changes nothing"
    assert [(item.id, item.reports) for item in desk.queue()] == [(message.pk, 2)]
    assert other_desk.queue() == [], "nobody decides a case that she reported"
    assert other_desk.do(message, "hide").status_code == 404
    assert desk.do(message, "hide").status_code == 303
    assert told(wren) == ["acted"] and told(other_desk.person) == ["acted"]
    assert desk.queue() == []


def test_closing_tells_the_reporter_that_it_stays(
    group: Any, wren: Person, ash: Person, desk: Desk
) -> None:
    message = said(ash, group)
    report(wren, message)
    assert desk.do(message, "close", reason="").status_code == 303
    assert told(wren) == ["nothing"] and told(ash) == []
    assert desk.do(message, "close").status_code == 422, "nothing is done twice"
    assert report(wren, message).status_code == 303, "she may report again"


def test_the_sealed_copy_stands_though_the_words_were_taken_back(
    group: Any, wren: Person, ash: Person, desk: Desk
) -> None:
    for number in range(6):
        said(wren, group, f"before {number}")
    message = said(ash, group, "Something sharp")
    for number in range(6):
        said(desk.person, group, f"after {number}")
    report(wren, message)
    editing.take_back(message)
    lines = copy_of(Report.objects.get())
    assert len(lines) == 11 and lines[5]["body"] == "Something sharp" and lines[5]["reported"]
    assert b"Something sharp" in desk.sees(message, show="1").content
    with connection.cursor() as cursor:
        cursor.execute("SELECT copy FROM moderation_report")
        assert b"Something sharp" not in bytes(cursor.fetchone()[0])


def test_the_reported_finds_nothing(group: Any, wren: Person, ash: Person, desk: Desk) -> None:
    message = said(ash, group)
    room = f"/g/{group.pk}/messages/"
    before = ash.browser.get(room, headers={"Accept": "application/json"}).content
    report(wren, message)
    assert ash.browser.get(room, headers={"Accept": "application/json"}).content == before
    assert told(ash) == []


def test_nobody_reports_herself_or_what_she_may_not_see(
    group: Any, wren: Person, ash: Person, stray: Person, rowan: Person, fern: Person
) -> None:
    message = said(ash, group)
    for person in (ash, stray, rowan):
        assert report(person, message).status_code == 404
    assert report(wren, message).status_code == 303


def test_a_person_can_be_reported_without_a_message(
    group: Any, wren: Person, ash: Person, desk: Desk
) -> None:
    path = f"/g/{group.pk}/p/{ash.membership.pk}/report/"
    assert wren.browser.post(path, {"reason": "elsewhere"}).status_code == 303
    assert wren.browser.post(f"/g/{group.pk}/p/{wren.membership.pk}/report/").status_code == 404
    assert [item.id for item in desk.queue()] == [ash.membership.pk]
    assert desk.do(ash.membership, "warn").status_code == 303
    assert told(wren) == ["acted"] and told(ash) == ["warn"]


# --- About a facilitator -----------------------------------------------------------------------


def test_a_report_about_a_facilitator_does_not_exist_for_any_facilitator(
    group: Any, wren: Person, desk: Desk, other_desk: Desk
) -> None:
    message = said(other_desk.person, group)
    assert report(wren, message, details="Fern must not read this").status_code == 303
    assert b"Thank you" in wren.browser.get(f"/g/{group.pk}/m/{message.pk}/report/").content
    assert Report.objects.get().elsewhere
    for each in (desk, other_desk):
        assert each.queue() == []
        assert each.sees(message).status_code == 404
        assert each.sees(Report.objects.get()).status_code == 404
    assert not trail_says("report", by=wren)


def test_the_same_holds_for_somebody_who_facilitated_once(
    group: Any, wren: Person, ash: Person, desk: Desk
) -> None:
    from groups.models import Membership

    Membership.objects.filter(pk=ash.membership.pk).update(was_facilitator=True)
    message = said(ash, group)
    before = desk.sees(message, show="1").content
    report(wren, message, details="Fern must not read this")
    after = desk.sees(message, show="1").content
    assert b"Fern must not read this" not in after and desk.queue() == []
    assert _without_keys(before) == _without_keys(after)
    desk.do(message, "hide")
    assert Report.objects.get().decided_at is None and told(wren) == []


def test_a_report_by_the_only_facilitator_goes_elsewhere(
    group: Any, ash: Person, desk: Desk
) -> None:
    assert report(desk.person, said(ash, group)).status_code == 303
    assert Report.objects.get().elsewhere and desk.queue() == []


def test_one_that_comes_too_soon_keeps_its_words(group: Any, wren: Person, ash: Person) -> None:
    from peernet.kit import limits

    for _ in range(limits.LIMITS["changes"].many):
        limits.take("changes", wren.membership.pk)
    answer = report(wren, said(ash, group), details="typed with care")
    assert answer.status_code == 429 and answer.headers["Retry-After"] == "60"
    assert b"typed with care" in answer.content and not Report.objects.exists()


def _without_keys(page: bytes) -> bytes:
    import re

    return re.sub(rb'name="(csrfmiddlewaretoken|key)" value="[^"]*"', b"", page)


def test_sealed_copies_are_forgotten_90_days_after_the_case_was_closed(
    group: Any, wren: Person, ash: Person, desk: Desk
) -> None:
    from datetime import timedelta

    from moderation import keeping
    from peernet.kit import clock

    open_one, closed = said(ash, group), said(ash, group)
    report(wren, open_one)
    report(wren, closed)
    desk.do(closed, "close")
    keeping.forget(clock.now() + timedelta(days=89))
    assert Report.objects.count() == 2
    keeping.forget(clock.now() + timedelta(days=91))
    assert [row.case_id for row in Report.objects.all()] == [open_one.pk]
    assert fresh(open_one).state == "visible"


def test_a_stranger_to_the_group_cannot_report_a_person_of_it(
    group: Any, ash: Person, rowan: Person
) -> None:
    path = f"/g/{group.pk}/p/{ash.membership.pk}/report/"
    assert rowan.browser.post(path, {"reason": "other"}).status_code == 404
    assert make_person("moss").browser.post(path, {"reason": "other"}).status_code == 404
