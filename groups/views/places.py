"""`/places/`: help lines and the resources of her organisations, after sign-in only.

It stands here and not in support, which knows nothing of groups: what she may see follows from the
organisations that she belongs to.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from peernet.accounts.views import too_many
from peernet.kit import clock, limits
from peernet.support import cards, directory, saving
from peernet.support.entries import Card, Entry, find
from peernet.support.forms import Filter

from .. import access, putting
from ..answers import Refused
from ..models import Organisation

PAGE = 40
Houses = dict[str, Organisation]


@require_GET
def places(request: HttpRequest) -> HttpResponse:
    """Everything she may see, by need, country and language; nothing of what she chose is kept."""
    houses = access.houses_of(request.user)
    chosen = request.GET if {"n", "c", "l"} & set(request.GET) else None
    form = Filter(chosen, country=_country(houses))
    wanted = form.wanted()
    seen = directory.visible(houses)
    found = find(seen, wanted)
    page = Paginator(found, PAGE).get_page(request.GET.get("page", "1"))
    context = {
        "form": form,
        "wanted": wanted,
        "page": page,
        "rows": _rows(page, houses),
        "no_line": bool(wanted.country) and not any(_is_line_of(e, wanted.country) for e in seen),
        "own": [house for house in houses.values() if house.own_lines],
    }
    return render(request, "support/places.html", context)


def _country(houses: Houses) -> str:
    """Hers, where all her organisations are in one and say so."""
    named = {house.country for house in houses.values()}
    return named.pop() if len(named) == 1 else ""


def _is_line_of(entry: Entry, country: str) -> bool:
    return entry.card != Card.NO and country in entry.countries


def _rows(entries: Any, houses: Houses) -> list[dict[str, Any]]:
    return [{"entry": entry, "house": houses.get(entry.owner)} for entry in entries]


def _entry_of(request: HttpRequest, eid: str) -> tuple[Entry, Houses]:
    houses = access.houses_of(request.user)
    return directory.one_of(directory.visible(houses), eid), houses


@require_GET
def entry(request: HttpRequest, eid: str) -> HttpResponse:
    return _page(request, eid)


def _page(request: HttpRequest, eid: str, status: int = 200, **more: object) -> HttpResponse:
    found, houses = _entry_of(request, eid)
    context = {
        "entry": found,
        "house": houses.get(found.owner),
        "on_the_phone": cards.on_the_phone(found),
        "saved": bool({found.id, found.replaces} & set(saving.saved_by(request.user))),  # type: ignore[arg-type]
        "facilitates": access.facilitated_by(request.user).exists(),
        **more,
    }
    return render(request, "support/entry.html", context, status=status)


@require_POST
def save(request: HttpRequest, eid: str) -> HttpResponse:
    """POST `on`: 1 saves, 0 takes it off her list again."""
    found, _houses = _entry_of(request, eid)
    on = request.POST.get("on", "")
    if on not in ("0", "1"):
        return _page(request, eid, status=422, no=_("Please choose once more."))
    wait = limits.take("changes", request.user.pk or "")
    if wait:
        return too_many(request, wait)
    if on == "0":
        for one in {found.id, found.replaces, eid} - {""}:
            saving.unsave(request.user, one)  # type: ignore[arg-type]
    elif not saving.save(request.user, found.id):  # type: ignore[arg-type]
        full = _("Your list is full: it holds %(most)s. Take one off first.")
        return _page(request, eid, status=422, no=full % {"most": saving.MOST})
    return redirect("places:saved" if request.POST.get("back") == "list" else request.path[:-5])


@require_GET
def saved(request: HttpRequest) -> HttpResponse:
    """Her own list. What is no longer in the directory is counted and left out."""
    houses = access.houses_of(request.user)
    listed, seen = saving.saved_by(request.user), directory.visible(houses)  # type: ignore[arg-type]
    found: list[Entry] = []
    for eid in listed:
        try:
            found.append(directory.one_of(seen, eid))
        except directory.NoSuchEntry:
            continue
    context = {
        "rows": _rows(dict.fromkeys(found), houses),
        "gone": len(listed) - len(found),
    }
    return render(request, "support/saved.html", context)


@require_http_methods(["GET", "POST"])
def room(request: HttpRequest, eid: str) -> HttpResponse:
    """A facilitator on duty chooses a room, sees the card, and puts it there."""
    found, _houses = _entry_of(request, eid)
    if not access.facilitated_by(request.user).exists():
        raise access.NotYours
    rooms = putting.rooms_for(request.user, found, clock.now())  # type: ignore[arg-type]
    key = request.POST.get("key", "")[:64] or str(uuid.uuid4())
    gid = request.POST.get("room", "")
    context = {"entry": found, "rooms": rooms, "preview": putting.preview(found)}
    context |= {"key": key, "chosen": gid}
    if request.method == "GET":
        return render(request, "support/room.html", context)
    there = next((m for m in rooms if m.group_id == gid), None)
    if there is None:
        context["no"] = _("Choose a room where you are on duty.")
        return render(request, "support/room.html", context, status=422)
    came_of_it = putting.put(there, found, key=key)
    if isinstance(came_of_it, Refused):
        context["no"] = came_of_it.detail
        return render(request, "support/room.html", context, status=422)
    return redirect(f"/g/{gid}/#m-{came_of_it.id}")
