"""Facilitators' and administrators' tools open only to somebody with a second factor."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

View = Callable[..., HttpResponse]


def second_factor_first(view: View) -> View:
    """Lead to where one is added, when `PEERNET_STAFF_MFA` asks for one and she has none."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if settings.STAFF_MFA and not is_mfa_enabled(request.user):
            return redirect("mfa_index")
        return view(request, *args, **kwargs)

    return guarded
