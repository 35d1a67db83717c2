"""A browser that leaves before its answer: what was begun is finished, and everything is closed."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse

from peernet.front.handler import Handler

SCOPE = {
    "type": "http", "method": "POST", "path": "/", "query_string": b"", "root_path": "",
    "headers": [(b"content-length", b"5"), (b"content-type", b"text/plain")],
}  # fmt: skip


class Kept(HttpResponse):
    shut = False

    def close(self) -> None:
        self.shut = True


async def whole_body() -> dict[str, Any]:
    return {"type": "http.request", "body": b"words", "more_body": False}


async def nowhere(_: Any) -> None: ...


def test_who_leaves_takes_nothing_from_the_thread_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, left, done = threading.Event(), threading.Event(), threading.Event()
    read: list[bytes] = []

    def slowly(_: Handler, request: HttpRequest) -> HttpResponse:
        begun.set()
        left.wait(5)
        try:
            read.append(request.read())
        finally:
            done.set()
        return Kept()

    monkeypatch.setattr(Handler, "get_response", slowly)

    async def leaves() -> None:
        asked = asyncio.ensure_future(Handler()(SCOPE, whole_body, nowhere))
        await asyncio.to_thread(begun.wait, 5)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        left.set()
        await asyncio.to_thread(done.wait, 5)

    asyncio.run(leaves())
    assert read == [b"words"]


def test_an_answer_that_could_not_be_sent_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = Kept("words")
    monkeypatch.setattr(Handler, "get_response", lambda *_: answer)

    async def gone(_: Any) -> None:
        raise OSError

    with pytest.raises(OSError):
        asyncio.run(Handler()(SCOPE, whole_body, gone))
    assert answer.shut
