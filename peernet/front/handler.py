"""Django's ASGI handler, with the whole request in one thread and late answers without one."""

from __future__ import annotations

import asyncio
from typing import Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import set_urlconf

from .middleware import under_policy

# Requests worked on at a time; others wait on the loop, without a thread, a connection or the
# memory of a password's hash (100 MB each), and SQLite has few writers to keep apart.
AT_ONCE = 8


class Handler(ASGIHandler):
    """One hop into a thread for all middleware and the view, instead of one for each.

    A response with `hold_seconds` is sent that much later: the wait holds no thread. Answers made
    before any middleware (a malformed or too large request) carry the policy too.
    """

    def __init__(self) -> None:
        super().__init__()
        self._places = asyncio.Semaphore(AT_ONCE)

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        async with self._places:
            response = await sync_to_async(self._answer, thread_sensitive=True)(request)
        wait = getattr(response, "hold_seconds", 0)
        if wait:
            await asyncio.sleep(wait)
        return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        set_urlconf(None)
        return self.get_response(request)

    def create_request(self, scope: Any, body_file: Any) -> Any:
        request, refused = super().create_request(scope, body_file)
        return request, under_policy(refused) if refused else None  # type: ignore[arg-type]
