"""`/desk/`: what waits, duty, the room's mode."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dates import WEEKDAYS
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from groups import access, conduct, founding
from groups.access import NotYours
from groups.models import Group, Membership
from peernet.accounts.second_factor import second_factor_first
from peernet.kit import clock

from .. import deeds, duty, waiting

MOST_SHOWN = 200  # of what waits; the most urgent and oldest first, the rest is counted


def facilitating(request: HttpRequest) -> list[Membership]:
    """Her groups; their rooms stay awake while she is at the desk. 404 for everybody else."""
    mine = list(access.facilitated_by(request.user))
    if not mine:
        raise NotYours
    now = clock.now()
    for membership in mine:
        conduct.be_here(membership, now)
    return mine


def beside(request: HttpRequest, mine: list[Membership]) -> dict[str, Any]:
    """The list that stands beside every case. Off duty she is a member: there is no queue (d6)."""
    on_duty = [membership for membership in mine if membership.on_duty_since]
    queue = waiting.queue(request.user) if on_duty else []
    resting = waiting.resting(request.user) if on_duty else []
    return {
        "memberships": mine,
        "on_duty": bool(on_duty),
        "queue": queue[:MOST_SHOWN],
        "more": len(queue[MOST_SHOWN:]),
        "resting": resting,
        "waiting": len(queue) + len(resting),  # as the socket counts it (waiting.counts_for)
        "urgent": sum(item.urgent for item in queue),
        "heavy": duty.heavy_today(mine) if on_duty else 0,
        "handovers": duty.handovers(mine) if on_duty else [],
    }


@require_GET
@second_factor_first
def desk(request: HttpRequest) -> HttpResponse:
    return desk_page(request, facilitating(request))


def desk_page(
    request: HttpRequest, mine: list[Membership], status: int = 200, **more: object
) -> HttpResponse:
    context = {**beside(request, mine), **more}
    return render(request, "moderation/desk.html", context, status=status)


@require_POST
@second_factor_first
def go(request: HttpRequest) -> HttpResponse:
    """On or off duty, in all groups that she facilitates."""
    mine, now = facilitating(request), clock.now()
    if "read" in request.POST:
        duty.mark_handovers_read(mine, now)
        return redirect("moderation:desk")
    if request.POST.get("on") == "1":
        duty.go_on(mine, now)
        return redirect("moderation:desk")
    handover = request.POST.get("handover", "")
    try:
        duty.go_off(request.user, mine, handover, now)
    except duty.HandoverMissing:
        return desk_page(request, mine, status=422, ask_handover=True, handover=handover)
    return redirect("moderation:desk")


@require_http_methods(["GET", "POST"])
@second_factor_first
def room(request: HttpRequest, gid: str) -> HttpResponse:
    """The room's mode, lockdown, hours; with `rested`, everything that waited only for somebody."""
    membership = access.facilitator_of(request.user, gid)
    conduct.be_here(membership, clock.now())
    if request.method == "GET":
        return _room_page(request, membership)
    if "rested" in request.POST:
        deeds.let_through_rested(membership)
    elif "lockdown" in request.POST:
        act = conduct.lock_down if request.POST["lockdown"] == "1" else conduct.lift_lockdown
        act(gid, membership)
    elif "hours" in request.POST:
        return _set_hours(request, membership)
    else:
        return _set_mode(request, membership)
    return redirect("moderation:desk")


def _set_mode(request: HttpRequest, membership: Membership) -> HttpResponse:
    mode, slow = request.POST.get("mode", ""), request.POST.get("slow_seconds", "")
    digits = slow.isascii() and slow.isdigit()
    seconds = int(slow) if digits and 1 <= int(slow[:6]) <= 3600 else None
    if mode not in Group.Mode.values or (slow and seconds is None):
        return _room_page(request, membership, status=422, mode=mode, slow=slow, bad=True)
    conduct.set_mode(membership.group_id, mode, seconds, membership)
    return redirect("moderation:desk")


def _set_hours(request: HttpRequest, membership: Membership) -> HttpResponse:
    """`hours` is add or remove; a day is 0 (Monday) to 6, a time is 18:00."""
    day, given = request.POST.get("day", ""), request.POST
    try:
        begins, ends = (time.fromisoformat(given.get(name, "")) for name in ("begins", "ends"))
        weekday = "0123456".index(day) if len(day) == 1 else None
        if weekday is None or begins == ends or begins.tzinfo or ends.tzinfo:
            raise ValueError
        if given["hours"] == "remove":
            founding.remove_hours(membership.group_id, weekday, begins, by=membership)
        else:
            founding.add_hours(membership.group_id, weekday, begins, ends, by=membership)
    except (ValueError, founding.TooManyHours):
        return _room_page(request, membership, status=422, bad_hours=True, typed=given)
    return redirect("moderation:room", membership.group_id)


def _room_page(
    request: HttpRequest, membership: Membership, status: int = 200, **more: object
) -> HttpResponse:
    group = membership.group
    context = {
        "group": group,
        "mode": group.mode,
        "slow": group.slow_seconds,
        "days": WEEKDAYS.items(),
        "rows": [(row, WEEKDAYS[row.weekday]) for row in group.hours.all()],
        **more,
    }
    return render(request, "moderation/room.html", context, status=status)
