"""A session that ended has no line, not even one that was just being made."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from groups.hub import Hub
from groups.watching import Look
from peernet.accounts.models import Standing
from peernet.kit import clock


class Ear:
    language = "en"

    def __init__(self, session: str = "hers", account: str = "wren") -> None:
        self.session, self.account = session, account
        self.session_ends = clock.now() + timedelta(minutes=30)
        self.closed: list[int] = []
        self.hub: Hub | None = None

    def write(self, text: str) -> None: ...

    def close(self, code: int) -> None:
        self.closed.append(code)
        if self.hub:
            self.hub.depart(self)


def in_a_hub(act: Callable[[Hub], Any]) -> None:
    async def run() -> None:
        hub = Hub()
        hub.loop = asyncio.get_running_loop()  # it need not look by itself
        await act(hub)

    asyncio.run(run())


@pytest.mark.parametrize(
    ("kind", "of"),
    [(Standing.Kind.SESSION_ENDED, "hers"), (Standing.Kind.ACCOUNT_ENDED, "wren")],
)
def test_what_ended_while_she_was_on_her_way_in_is_closed(kind: str, of: str) -> None:
    """Her session was read, then ended, and the hub looked, before her line was there."""

    async def act(hub: Hub) -> None:
        hub._stand(Look(standing=[(1, kind, of, "")]))
        late, other = Ear(), Ear("another", "ash")
        hub.arrive(late)
        hub.arrive(other)
        assert (late.closed, other.closed) == ([4401], [])

    in_a_hub(act)


def test_nothing_is_asked_until_the_first_session_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """With ten thousand lines, going through all of them twice a second was a third of idling."""
    asked: list[list[str]] = []

    def still(sessions: list[str]) -> dict[str, datetime]:
        asked.append(sorted(sessions))
        return {"longer": clock.now() + timedelta(minutes=5)} if "longer" in sessions else {}

    monkeypatch.setattr("groups.watching.still_signed_in", still)

    async def act(hub: Hub) -> None:
        soon, longer, late = Ear("soon"), Ear("longer"), Ear("late")
        soon.session_ends = longer.session_ends = clock.now() + timedelta(milliseconds=50)
        for ear in (late, soon, longer):
            ear.hub = hub
            hub.arrive(ear)
        await hub._end_expired()
        assert asked == []
        await asyncio.sleep(0.1)
        await hub._end_expired()
        await hub._end_expired()
        assert asked == [["longer", "soon"]]
        assert (soon.closed, longer.closed, late.closed) == ([4401], [], [])
        assert longer.session_ends > clock.now() + timedelta(minutes=4)

    in_a_hub(act)


def test_a_shorter_idle_time_is_looked_up_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("groups.watching.still_signed_in", lambda _sessions: {})

    async def act(hub: Hub) -> None:
        hers, other = Ear(), Ear("another", "ash")
        for ear in (hers, other):
            ear.hub = hub
            hub.arrive(ear)
        await hub._end_expired()
        assert hers.closed == []
        hub._stand(Look(standing=[(1, Standing.Kind.IDLE_CHANGED, "wren", "")]))
        await hub._end_expired()
        assert (hers.closed, other.closed) == ([4401], [])

    in_a_hub(act)
