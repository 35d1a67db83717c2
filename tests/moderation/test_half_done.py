"""A deed whose process dies between two statements leaves neither half."""

from __future__ import annotations

from typing import Any

import pytest

from groups import conduct
from groups.models import Bar
from moderation import appeals, cases, deeds, notices
from moderation.cases import Press
from moderation.models import Appeal, Case, Notice
from peernet.audit import trail
from peernet.audit.models import Entry
from peernet.kit import clock
from tests.conftest import Person

from .conftest import Desk, fresh, said, told

pytestmark = pytest.mark.django_db


class Dies(Exception):
    pass


def _dies(*_args: Any, **_kwargs: Any) -> None:
    raise Dies


MOMENTS = [(trail, "record"), (notices, "tell"), (cases, "decide")]


@pytest.mark.parametrize("moment", MOMENTS, ids=["the entry", "the notice", "the decision"])
@pytest.mark.parametrize("deed", ["hide", "fold", "warn", "mute", "remove", "bar", "refuse"])
def test_neither_half_of_a_deed_stays(
    group: Any, wren: Person, desk: Desk, monkeypatch: Any, moment: Any, deed: str
) -> None:
    if deed == "refuse":
        conduct.set_mode(group.pk, "held", None, desk.person.membership)
    message = said(wren, group)
    before = _everything(group, wren, message)
    press = Press(desk.person.membership, message.pk, "hurtful", "words")
    monkeypatch.setattr(*moment, _dies)
    with pytest.raises(Dies):
        _do(deed, message, press)
    assert _everything(group, wren, message) == before
    monkeypatch.undo()
    _do(deed, message, press)
    assert _everything(group, wren, message) != before


def _do(deed: str, message: Any, press: Press) -> None:
    if deed == "mute":
        until = clock.now() + clock_hours(24)
        deeds.mute(message.author, press, until=until)
    elif deed in ("warn", "remove", "bar"):
        getattr(deeds, deed)(message.author, press)
    else:
        getattr(deeds, deed)(message, press)


def clock_hours(hours: int) -> Any:
    from datetime import timedelta

    return timedelta(hours=hours)


def _everything(group: Any, wren: Person, message: Any) -> tuple[Any, ...]:
    row, member, room = fresh(message), fresh(wren.membership), fresh(group)
    counts = [model.objects.count() for model in (Notice, Entry, Case, Bar)]
    return (
        row.state,
        row.note,
        row.rev,
        member.ended_at,
        member.muted_until,
        room.revision,
        *counts,
    )


def test_overruling_that_dies_undoes_nothing(
    group: Any, wren: Person, desk: Desk, other_desk: Desk, monkeypatch: Any
) -> None:
    message = said(wren, group)
    desk.do(message, "hide")
    appeal = appeals.appeal(Notice.objects.get(deed="hide"), "It was a joke")
    decider = appeals.one_for(other_desk.person.account, appeal.pk)[1]
    monkeypatch.setattr(trail, "record", _dies)
    with pytest.raises(Dies):
        appeals.overrule(appeal, decider, "You are right")
    assert fresh(message).state == "hidden" and Appeal.objects.get().decided_at is None
    monkeypatch.undo()
    appeals.overrule(appeal, decider, "You are right")
    assert fresh(message).state == "visible" and told(wren)[0] == "overruled"
