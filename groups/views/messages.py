"""What one does with a message: react, edit, take back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from peernet.accounts.views import too_many
from peernet.kit import clock

from .. import access, conduct, editing, history, reacting
from ..answers import Refused
from ..models import Message
from .rooms import marked, refusing, room_page


@require_POST
def react(request: HttpRequest, gid: str, mid: str) -> HttpResponse:
    """`on` is 1 or 0; a form that does not say turns the mark over."""
    membership = access.membership_of(request.user, gid)
    conduct.be_here(membership, clock.now())
    message = access.message_of(membership, mid)
    kind, on = request.POST.get("kind", ""), request.POST.get("on", "")
    if on in ("0", "1"):
        refused = reacting.react(membership, message, kind, on=on == "1")
    else:
        refused = reacting.toggle(membership, message, kind)
    if refused == "rate_limited":
        return too_many(request, 60)
    if refused == "not_a_member":
        raise access.NotYours
    if refused:
        read = history.newest(membership)
        return room_page(request, membership, read, status=422, refused=Refused(refused))
    return redirect(f"/g/{gid}/#m-{mid}")


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, gid: str, mid: str) -> HttpResponse:
    membership = access.membership_of(request.user, gid)
    message = access.own_message_of(membership, mid)
    if message.state not in (Message.State.VISIBLE, Message.State.HELD):
        raise access.NotYours
    if message.is_card:  # it says what the directory says: take it back, or leave it
        return redirect("groups:take-back", gid, mid)
    context: dict[str, Any] = {"group": membership.group, "message": message}
    if request.method == "GET":
        context |= {
            "body": message.waiting_body or message.body,
            "note": message.waiting_note or message.note,
        }
        return render(request, "groups/edit.html", context)
    body, note = request.POST.get("body", ""), request.POST.get("note", "")
    came_of_it = editing.edit(message, body, note, confirm=request.POST.get("confirm") == "1")
    if isinstance(came_of_it, Refused):
        context |= {
            "body": body,
            "note": note,
            "refused": came_of_it,
            "marked": marked(body, came_of_it),
        }
        return refusing(render(request, "groups/edit.html", context), came_of_it)
    return redirect(f"/g/{gid}/#m-{mid}")


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, gid: str, mid: str) -> HttpResponse:
    membership = access.membership_of(request.user, gid)
    message = access.own_message_of(membership, mid)
    if message.state == Message.State.REMOVED:
        raise access.NotYours
    if request.method == "GET":
        return render(
            request, "groups/take_back.html", {"group": membership.group, "message": message}
        )
    editing.take_back(message)
    return redirect("groups:room", gid)
