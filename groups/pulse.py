"""Asks open lines whether anybody is still there, a few at a time."""

from __future__ import annotations

import asyncio

from .seats import Ear
from .wire import PING_SECONDS, PONG_SECONDS

TURNS = 20  # of PING_SECONDS: ten thousand are not asked in the same moment
_ANSWER_DUE = PONG_SECONDS * TURNS // PING_SECONDS  # turns after the asking


class Pulse:
    """Every ear has its turn; who has not answered PONG_SECONDS later is dropped."""

    def __init__(self) -> None:
        self._turns: list[set[Ear]] = [set() for _ in range(TURNS)]
        self._next = 0

    def add(self, ear: Ear) -> None:
        self._turns[self._next].add(ear)
        self._next = (self._next + 1) % TURNS

    def remove(self, ear: Ear) -> None:
        for turn in self._turns:
            turn.discard(ear)

    async def keep(self) -> None:
        turn = 0
        while True:
            await asyncio.sleep(PING_SECONDS / TURNS)
            for ear in list(self._turns[(turn - _ANSWER_DUE) % TURNS]):
                ear.drop_if_silent()
            for ear in list(self._turns[turn]):
                ear.ping()
            turn = (turn + 1) % TURNS
