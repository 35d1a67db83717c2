"""Sign-in before everything that is not marked open, and the note that a session is in use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware, LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from peernet.kit import clock

from .sessions import renew


class WhoAsks(AuthenticationMiddleware):
    """Django's, but the account came with the session's row: one query less for every page."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _account_of(request))  # type: ignore[assignment]


def _account_of(request: HttpRequest) -> Any:
    """The row's account where everything is as usual; Django decides about anything else."""
    session = request.session
    backend, proof = session.get(auth.BACKEND_SESSION_KEY), session.get(auth.HASH_SESSION_KEY, "")
    row = getattr(session, "row", None)
    account = row.account if row else None
    usual = (
        account is not None
        and account.is_active
        and account.pk == session.get(auth.SESSION_KEY)
        and backend in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(proof, account.get_session_auth_hash())
    )
    return account if usual else auth.get_user(request)


class SignInFirst(LoginRequiredMiddleware):
    """Django's, but an open page asks nobody who she is (Django asks first and then lets her by), and
    without `next`: it would put an id into the address (contract 3)."""

    def process_view(self, request: HttpRequest, view_func: Any, *given: Any) -> Any:
        is_open = not getattr(view_func, "login_required", True)
        return None if is_open else super().process_view(request, view_func, *given)

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("account_login"))


class InUse:
    """Keeps the session's end 30 minutes (or 10) after its last use, and her language in force."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Leaving asks nobody who she is: it works while the database is away, too.
        if request.path != "/leave/" and request.user.is_authenticated:
            row = getattr(request.session, "row", None)
            if row is not None:
                renew(row, request.user.idle_minutes, clock.now())
            if request.user.language:
                translation.activate(request.user.language)
                request.LANGUAGE_CODE = translation.get_language() or "en"
        return self.get_response(request)
