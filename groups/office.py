"""One a process: gathers what the sockets post and hands it to posting.post_all in one go."""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from peernet.kit.threads import tended

from . import live, posting
from .answers import Answer, Refused
from .hub import hub
from .posting import Draft, Post

MOST_WAITING = 2000  # full means `rate_limited`, never growing memory

log = logging.getLogger("peernet.office")


@dataclass(frozen=True)
class Slip:
    """A draft and where its answer goes (on the loop that brought it)."""

    post: Post
    loop: asyncio.AbstractEventLoop
    answer: Callable[[Answer], None]


class Office:
    def __init__(self) -> None:
        self._slips: queue.Queue[Slip] = queue.Queue(MOST_WAITING)
        self._worker: threading.Thread | None = None

    def take(
        self, account: str, group: str, draft: Draft, answer: Callable[[Answer], None]
    ) -> None:
        """Answered later, in order, on this loop; at once when the office is full."""
        self._open()
        slip = Slip(Post(account, group, draft), asyncio.get_running_loop(), answer)
        try:
            self._slips.put_nowait(slip)
        except queue.Full:
            answer(Refused("rate_limited", retry_after=1))

    def _open(self) -> None:
        if self._worker is None or not self._worker.is_alive():
            self._worker = threading.Thread(target=self._work, name="office", daemon=True)
            self._worker.start()

    def _work(self) -> None:
        while True:
            slips = [self._slips.get()]
            while len(slips) < posting.MOST_TOGETHER:
                try:
                    slips.append(self._slips.get_nowait())
                except queue.Empty:
                    break
            self._post(slips)

    def _post(self, slips: list[Slip]) -> None:
        with live.gathering() as events:
            try:
                answers = tended(lambda: posting.post_all([slip.post for slip in slips]))
            except Exception:
                # The database is away: nothing was stored, the browsers keep the words and retry.
                log.exception("messages could not be stored")
                connection.close()
                answers = [Refused("rate_limited", retry_after=2) for _ in slips]

        def finish() -> None:
            # `sent` goes out before the `message` of the same id (contract 4).
            for slip, answer in zip(slips, answers, strict=True):
                slip.answer(answer)
            hub.hear(events)

        loop = slips[0].loop
        if not loop.is_closed():
            loop.call_soon_threadsafe(finish)


office = Office()
