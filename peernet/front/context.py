"""What every page needs: its neutral title and icon, and her choices."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from moderation import notices
from peernet.accounts.covers import cover_of


def page(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    return {
        "cover": cover_of(user if signed_in else None),
        "signed_in": signed_in,
        "text_size": getattr(user, "text_size", "usual") if signed_in else "usual",
        "told": SimpleLazyObject(partial(notices.unread, request.user)) if signed_in else False,
        "network_name": settings.NETWORK_NAME if signed_in else "",
    }
