"""Sealed things: one asks, another agrees, both open within 15 minutes. Facilitators take part."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from groups import access, sealing
from groups.models import Seal
from peernet.accounts.second_factor import lately, second_factor_first
from peernet.kit import clock

from ..forms import AskSeal


@require_http_methods(["GET", "POST"])
@second_factor_first
@lately
def seals(request: HttpRequest) -> HttpResponse:
    """The requests of the last day; POST asks for one."""
    _check_door(request)
    form = AskSeal(request.POST or None, initial=request.GET.dict())
    if request.method == "GET":
        return _list(request, form)
    if form.is_valid():
        given = form.cleaned_data
        try:
            sealing.ask(request.user, given["kind"], given["subject"], given["reason"])  # type: ignore[arg-type]
            return redirect("administration:seals")
        except sealing.Refused as no:
            form.add_error(None, str(no))
    return _list(request, form, status=422)


def _check_door(request: HttpRequest) -> None:
    administers = access.appointments_of(request.user).exists()
    if not (administers or access.facilitated_by(request.user).exists()):
        raise access.NotYours


def _list(request: HttpRequest, form: AskSeal, status: int = 200, no: str = "") -> HttpResponse:
    found = sealing.seals_for(request.user)  # type: ignore[arg-type]
    context = {"form": form, "seals": found, "now": clock.now(), "me": request.user, "no": no}
    return render(request, "administration/seals.html", context, status=status)


def _seal(request: HttpRequest, sid: str) -> Seal:
    mine = sealing.seals_for(request.user)  # type: ignore[arg-type]
    found = next((seal for seal in mine if seal.pk == sid), None)
    if found is None:
        raise access.NotYours
    return found


@require_POST
@second_factor_first
@lately
def agree(request: HttpRequest, sid: str) -> HttpResponse:
    try:
        sealing.agree(_seal(request, sid), request.user)  # type: ignore[arg-type]
    except sealing.Refused as no:
        return _list(request, AskSeal(), status=422, no=str(no))
    return redirect("administration:seals")


@require_POST
@second_factor_first
@lately
def open_up(request: HttpRequest, sid: str) -> HttpResponse:
    """What was sealed stands in this answer only."""
    seal = _seal(request, sid)
    try:
        lines = sealing.open_up(seal, request.user)  # type: ignore[arg-type]
    except sealing.Refused as no:
        return _list(request, AskSeal(), status=422, no=str(no))
    return render(request, "administration/opened.html", {"seal": seal, "lines": lines})
