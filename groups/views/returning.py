"""A facilitator asks for a return invite; its person refuses it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from peernet.accounts.second_factor import second_factor_first
from peernet.kit import clock

from .. import access, returning


@require_http_methods(["GET", "POST"])
@second_factor_first
def ask(request: HttpRequest, gid: str) -> HttpResponse:
    """POST `member`: who lost her way in."""
    facilitator = access.facilitator_of(request.user, gid)
    if request.method == "GET":
        others = access.members_of(facilitator.group).exclude(pk=facilitator.pk)
        context = {"group": facilitator.group, "members": others}
        return render(request, "groups/return.html", context)
    member = access.member_of(facilitator, request.POST.get("member", ""))
    if member.ended_at or member.pk == facilitator.pk:
        raise access.NotYours
    returning.ask(member, by=facilitator, now=clock.now())
    return redirect("groups:room", gid)


@require_POST
def refuse(request: HttpRequest, gid: str) -> HttpResponse:
    returning.refuse(access.membership_of(request.user, gid), clock.now())
    return redirect("groups:mine")
