"""A form that brings a file: read in memory, by the one page that asks for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

View = Callable[..., HttpResponseBase]


class TooLarge(Exception):
    """More than a table of words can be."""


def reads_a_file(view: View) -> View:
    """Everywhere else a posted file is read by nobody (settings). The token is looked for in the
    form, and the form is read with the handlers that stand there then: so the middleware's look is
    left out and made again right behind the handler. A page wrapped in this is as closed to forms
    without a token as any other: tests/administration/test_words.py."""
    guarded = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.upload_handlers = [MemoryFileUploadHandler(request)]
        return guarded(request, *args, **kwargs)

    return wrapped


def text_of(request: HttpRequest, field: str, most_bytes: int) -> str:
    """A posted file as text, "" without one: UTF-8, or what spreadsheets on Windows write."""
    given = request.FILES.get(field)
    if given is None:
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
            raise TooLarge  # and so the handler kept nothing of it
        return ""
    if (given.size or 0) > most_bytes:
        raise TooLarge
    data = given.read()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
