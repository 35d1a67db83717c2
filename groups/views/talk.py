"""The private thread with the facilitators; whom she does not want to hear."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from peernet.kit import clock
from peernet.kit.ids import known_id

from .. import access, blocking, helping, hours, talking
from ..answers import Refused
from .rooms import refusing


@require_http_methods(["GET", "POST"])
def talk(request: HttpRequest, gid: str) -> HttpResponse:
    membership = access.membership_of(request.user, gid)
    if request.method == "GET":
        return _thread(request, gid)
    body, key = request.POST.get("body", ""), request.POST.get("key", "") or str(uuid.uuid4())
    if request.POST.get("begin") == "1":  # what she was writing in the room; nothing is sent yet
        return _thread(request, gid, body=body)
    said = talking.say(membership, body, key=key)
    if isinstance(said, Refused):
        return refusing(_thread(request, gid, refused=said, body=body), said)
    return redirect("groups:talk", gid)


def _thread(request: HttpRequest, gid: str, **more: object) -> HttpResponse:
    membership, now = access.membership_of(request.user, gid), clock.now()
    thread = list(talking.thread(membership))
    urgent = talking.last_urgent(thread, membership, now)
    context = {
        "membership": membership,
        "group": membership.group,
        "help_card": helping.for_words(membership.group, urgent, now),
        "thread": thread,
        "next": hours.next_hours(membership.group, now),
        "key": str(uuid.uuid4()),
        **more,
    }
    return render(request, "groups/talk.html", context)


@require_http_methods(["GET", "POST"])
def block(request: HttpRequest, gid: str) -> HttpResponse:
    """Her list; POST `member` with `on` 1 or 0. `?member=` asks first."""
    membership = access.membership_of(request.user, gid)
    wanted = request.POST.get("member", "") or request.GET.get("member", "")
    if wanted and not known_id(wanted):
        raise access.NotYours
    whom = access.member_of(membership, wanted) if wanted else None
    if request.method == "GET":
        return _blocks(request, gid, whom=whom)
    if whom is None or request.POST.get("on", "1") not in ("0", "1"):
        return _blocks(request, gid, status=422)
    try:
        act = blocking.unblock if request.POST.get("on") == "0" else blocking.block
        act(membership, whom)
    except blocking.NotOneself:
        return _blocks(request, gid, status=422, oneself=True)
    return redirect("groups:block", gid)


def _blocks(request: HttpRequest, gid: str, *, status: int = 200, **more: object) -> HttpResponse:
    membership = access.membership_of(request.user, gid)
    context = {"group": membership.group, "blocked": blocking.blocked_by(membership), **more}
    return render(request, "groups/block.html", context, status=status)
