"""Facilitators' and administrators' tools open only to somebody with a second factor."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY, suspend_request
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from .models import Account

View = Callable[..., HttpResponseBase]
NEEDED = "needed_factor"  # in a session: where she was going when it asked for one


def second_factor_first(view: View) -> View:
    """Lead to where one is added, when `PEERNET_STAFF_MFA` asks for one and she has none."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if settings.STAFF_MFA and not is_mfa_enabled(request.user):
            asked = (
                request.get_full_path() if request.method == "GET" else settings.LOGIN_REDIRECT_URL
            )
            request.session[NEEDED] = asked
            return redirect("mfa_index")
        request.session.pop(NEEDED, None)
        return view(request, *args, **kwargs)

    return guarded


def lately(view: View) -> View:
    """Ask again who she is when that is older than 15 minutes: by her second factor where she has
    one, else by her password. What was posted goes on by itself afterwards; what she posted earlier
    and then turned away from does not, when she only comes to look."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if was_asked_lately(request):
            return view(request, *args, **kwargs)
        with_factor = is_mfa_enabled(request.user)
        where = "mfa_reauthenticate" if with_factor else "account_reauthenticate"
        if request.method != "POST":
            request.session.pop(STATE_SESSION_KEY, None)
        return suspend_request(request, reverse(where))

    return guarded


def was_asked_lately(request: HttpRequest) -> bool:
    """Did this session show a second factor (a password, where there is none) within 15 minutes?"""
    methods = ("mfa",) if is_mfa_enabled(request.user) else ("password", "mfa")
    since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    records = get_authentication_records(request, request.user)
    return any(r.get("method") in methods and r.get("at", 0) > since for r in records)


def share_an_authenticator(one: Account, other: Account) -> bool:
    """Two accounts of one person, then: what takes two people is not done by them."""
    return bool(_marks(one) & _marks(other))


def _marks(account: Account) -> set[str]:
    """What makes an authenticator itself: an app's secret, a passkey's credential."""
    marks = set()
    for row in Authenticator.objects.filter(user=account):
        if row.type == Authenticator.Type.TOTP:
            marks.add(str(get_adapter().decrypt(row.data["secret"])))
        elif row.type == Authenticator.Type.WEBAUTHN:
            marks.add(str(row.data.get("credential", {}).get("id", row.pk)))
    return marks
