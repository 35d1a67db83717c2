"""A group goes quiet for a while; a member leaves it."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from peernet.kit import clock

from .. import access, conduct

DAYS = {"day": 1, "week": 7}


@require_http_methods(["GET", "POST"])
def snooze(request: HttpRequest, gid: str) -> HttpResponse:
    """POST `for`: `day`, `week`, or `0` to wake it."""
    membership = access.membership_of(request.user, gid)
    wanted, now = request.POST.get("for", ""), clock.now()
    if request.method == "POST" and wanted in (*DAYS, "0"):
        until = now + timedelta(days=DAYS[wanted]) if wanted in DAYS else None
        conduct.snooze(membership, until)
        return redirect("groups:mine")
    asleep = membership.snoozed_until is not None and membership.snoozed_until > now
    context = {"group": membership.group, "membership": membership, "asleep": asleep}
    status = 422 if request.method == "POST" else 200
    return render(request, "groups/snooze.html", context, status=status)


@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, gid: str) -> HttpResponse:
    membership = access.membership_of(request.user, gid)
    if request.method == "GET":
        return render(request, "groups/leave.html", {"group": membership.group})
    conduct.leave(membership, clock.now())
    return redirect("groups:mine")
