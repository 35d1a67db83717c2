"""Django's ASGI handler, with the whole request in one thread and late answers without one."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import Any

from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.urls import set_script_prefix, set_urlconf

from peernet.kit.threads import tended

from .middleware import under_policy

# Requests worked on at a time; others wait without a thread, a connection or the memory of a
# password's hash (100 MB each), and SQLite has few writers to keep apart.
AT_ONCE = 8


class Handler(ASGIHandler):
    """One hop into a thread that stays, for all middleware and the view.

    Django's own makes a thread for each request and hops for each signal: a quarter of a small
    page's work (bench/README.md). It also watches for a browser that leaves meanwhile; here an
    answer that is begun is finished, and sent to nobody. A response with `hold_seconds` is sent
    that much later: the wait holds no thread. Answers made before any middleware (a malformed or
    too large request) carry the policy too.
    """

    def __init__(self) -> None:
        super().__init__()
        self._workers = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="page")

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        work = partial(tended, partial(self._answer, scope, body))
        loop = asyncio.get_running_loop()
        response = await loop.run_in_executor(self._workers, copy_context().run, work)
        try:
            await asyncio.sleep(getattr(response, "hold_seconds", 0))
            await self.send_response(response, send)
        finally:
            response.close()

    def _answer(self, scope: Any, body: Any) -> Any:
        """The body is closed here and not above: a browser that leaves, and so ends the waiting for
        this thread, takes away nothing that the thread still reads."""
        with body:
            return self._answered(scope, body)

    def _answered(self, scope: Any, body: Any) -> Any:
        set_script_prefix(get_script_prefix(scope))
        set_urlconf(None)
        signals.request_started.send(sender=self.__class__, scope=scope)
        request, refused = self.create_request(scope, body)
        if request is None:
            response: Any = under_policy(refused)  # type: ignore[arg-type]
        else:
            response = self.get_response(request)
        response._handler_class = self.__class__
        return response
