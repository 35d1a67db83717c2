"""A message costs the same few queries whatever the size of the room; many cost little more."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups.answers import Sent
from groups.models import Membership
from groups.posting import Draft, Post, post, post_all
from tests.conftest import Person, enter, make_person


def queries(work: Any) -> int:
    with CaptureQueriesContext(connection) as seen:
        work()
    return len(
        [q for q in seen if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]
    )


@pytest.mark.parametrize("others", [0, 20])
def test_a_message_takes_six_queries_at_most(wren: Person, group: Any, others: int) -> None:
    for number in range(others):
        enter(make_person(f"other{number:02}"), group)
    Membership.objects.update(heard_messages=10)
    wren.post(group, "the first opens the key")
    assert queries(lambda: wren.post(group, "words")) <= 6


def test_twenty_messages_together_take_hardly_more(wren: Person, group: Any) -> None:
    Membership.objects.update(heard_messages=10)
    posts = [Post(wren.account.pk, group.pk, Draft(f"k{n}", "words")) for n in range(10)]
    wren.post(group, "the first")
    from peernet.kit import limits

    limits._memory.clear()
    assert queries(lambda: post_all(posts)) <= 7
    assert [a.seq for a in (post(wren.account.pk, group.pk, p.draft) for p in posts)] == list(
        range(2, 12)
    )  # type: ignore[union-attr]


def test_one_draft_that_breaks_does_not_sink_the_others(
    wren: Person, ash: Person, group: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from groups import posting

    usual = posting._message

    def breaks(each: Post, *rest: Any) -> Any:
        if each.body == "poison":
            raise ValueError("broken")
        return usual(each, *rest)

    monkeypatch.setattr(posting, "_message", breaks)
    posts = [
        Post(p.account.pk, group.pk, Draft("k", body))
        for p, body in ((wren, "fine"), (ash, "poison"))
    ]
    answers = post_all(posts)
    assert isinstance(answers[0], Sent) and not isinstance(answers[1], Sent)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="arrays are PostgreSQL's")
@pytest.mark.django_db
def test_many_drafts_are_stored_by_the_same_statements_as_few(
    wren: Person, group: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that each is planned once: what is sent along is arrays, however long."""
    Membership.objects.update(heard_messages=10)
    limits_off(monkeypatch)

    def statements(count: int) -> list[str]:
        posts = [Post(wren.account.pk, group.pk, Draft(f"{count}-{n}", "x")) for n in range(count)]
        said: list[str] = []
        with connection.execute_wrapper(
            lambda do, sql, *rest: (said.append(sql), do(sql, *rest))[1]
        ):
            post_all(posts)
        return [sql for sql in said if "SAVEPOINT" not in sql]

    assert statements(3) == statements(30)


def limits_off(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings

    monkeypatch.setattr(settings, "LIMITS_ON", False)
