"""Sign-in before everything that is not marked open, and the note that a session is in use."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation

from peernet.kit import clock

from .sessions import renew


class SignInFirst(LoginRequiredMiddleware):
    """Django's, but without `next`: it would put an id into the address (contract 3)."""

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("account_login"))


class InUse:
    """Keeps the session's end 30 minutes (or 10) after its last use, and her language in force."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            row = getattr(request.session, "row", None)
            if row is not None:
                renew(row, request.user.idle_minutes, clock.now())
            if request.user.language:
                translation.activate(request.user.language)
                request.LANGUAGE_CODE = translation.get_language() or "en"
        return self.get_response(request)
