"""`/desk/`: what waits, one case, duty, the room's mode."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from groups import access, conduct, joining
from groups.access import NotYours
from groups.models import Application, Group, Membership, Message
from peernet.accounts.second_factor import second_factor_first
from peernet.kit import clock

from .. import deeds, waiting


def _facilitating(request: HttpRequest) -> list[Membership]:
    """Her groups; their rooms stay awake while she is at the desk. 404 for everybody else."""
    mine = list(access.facilitated_by(request.user))
    if not mine:
        raise NotYours
    now = clock.now()
    for membership in mine:
        conduct.be_here(membership, now)
    return mine


@require_GET
@second_factor_first
def desk(request: HttpRequest) -> HttpResponse:
    mine = _facilitating(request)
    context = {
        "queue": waiting.queue(request.user),
        "resting": waiting.resting(request.user),
        "memberships": mine,
        "on_duty": any(access.is_on_duty(membership, clock.now()) for membership in mine),
    }
    return render(request, "moderation/desk.html", context)


@require_http_methods(["GET", "POST"])
@second_factor_first
def case(request: HttpRequest, case_id: str) -> HttpResponse:
    """An application or a held message; masked until its words are asked for."""
    _facilitating(request)
    try:
        membership, application = access.application_of(request.user, case_id)
    except NotYours:
        return _held_case(request, case_id)
    return _application_case(request, membership, application)


def _held_case(request: HttpRequest, case_id: str) -> HttpResponse:
    membership, message = access.decidable_message_of(request.user, case_id)
    if request.method == "POST":
        return _decide_message(request, membership, message)
    return _message_page(request, message)


def _message_page(
    request: HttpRequest, message: Message, status: int = 200, **more: object
) -> HttpResponse:
    context = {"message": message, "show": request.GET.get("show") == "1" or status != 200, **more}
    return render(request, "moderation/held.html", context, status=status)


def _decide_message(request: HttpRequest, by: Membership, message: Message) -> HttpResponse:
    deed, reason = request.POST.get("deed", ""), request.POST.get("reason", "")[:1000]
    words = request.POST.get("words", "")[:1000]
    try:
        if deed == "let_through":
            deeds.let_through(message, by=by)
        elif deed == "refuse":
            deeds.refuse(message, by=by, reason=words or reason)
        else:
            return _message_page(request, message, status=422, words=words)
    except deeds.ReasonMissing as no:
        return _message_page(request, message, status=422, error=str(no), words=words)
    except deeds.AlreadyDecided:
        return render(request, "moderation/decided.html", status=422)
    return redirect("moderation:desk")


def _application_case(
    request: HttpRequest, by: Membership, application: Application
) -> HttpResponse:
    if request.method == "GET":
        return render(request, "moderation/application.html", {"application": application})
    deed = request.POST.get("deed", "")
    if deed == "admit":
        done = joining.admit(application, by=by) is not None
    elif deed == "refuse":
        done = joining.turn_away(application, by=by, reason=request.POST.get("reason", "")[:1000])
    else:
        return render(
            request, "moderation/application.html", {"application": application}, status=422
        )
    if not done:
        return render(request, "moderation/decided.html", status=422)
    return redirect("moderation:desk")


@require_POST
@second_factor_first
def duty(request: HttpRequest) -> HttpResponse:
    """On or off duty, in all groups that she facilitates."""
    now = clock.now()
    for membership in _facilitating(request):
        if request.POST.get("on") == "1":
            conduct.go_on_duty(membership, now)
        else:
            conduct.go_off_duty(membership, now)
    return redirect("moderation:desk")


@require_POST
@second_factor_first
def room(request: HttpRequest, gid: str) -> HttpResponse:
    """The room's mode; or, with `rested`, everything that waited only for somebody."""
    membership = access.facilitator_of(request.user, gid)
    if "rested" in request.POST:
        deeds.let_through_rested(membership)
        return redirect("moderation:desk")
    mode, slow = request.POST.get("mode", ""), request.POST.get("slow_seconds", "")
    seconds = (
        int(slow) if slow.isascii() and slow.isdigit() and 1 <= int(slow[:6]) <= 3600 else None
    )
    if mode not in Group.Mode.values or (slow and seconds is None):
        return render(request, "moderation/bad_mode.html", {"group": membership.group}, status=422)
    conduct.set_mode(gid, mode, seconds, membership)
    return redirect("moderation:desk")
