"""Sealed things: one asks, another agrees, both open within 15 minutes. Facilitators take part."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from groups import access, sealing
from groups.models import Seal
from peernet.accounts.second_factor import lately, second_factor_first
from peernet.accounts.views import too_many
from peernet.kit import clock, limits, zipped

from .. import copied
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
    wait = limits.take("seals", str(request.user.pk))
    if wait:
        return too_many(request, wait)
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
    me = request.user
    mine = sealing.seals_for(me)  # type: ignore[arg-type]
    found = [(seal, sealing.has_the_opening(seal, me)) for seal in mine]  # type: ignore[arg-type]
    context = {"form": form, "seals": found, "now": clock.now(), "me": me, "no": no}
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
    """What was sealed stands in this answer only; a group's words are saved as a file."""
    seal = _seal(request, sid)
    try:
        lines = sealing.open_up(seal, request.user)  # type: ignore[arg-type]
    except sealing.Refused as no:
        return _list(request, AskSeal(), status=422, no=str(no))
    if seal.kind == Seal.Kind.EXPORT:
        return _file(request, seal)
    return render(request, "administration/opened.html", {"seal": seal, "lines": lines})


def _file(request: HttpRequest, seal: Seal) -> HttpResponse:
    """In memory and in this answer only. The opening is already written down: should the file not
    arrive, the members were told of one too many, and never of one too few."""
    _appointment, group = access.office_group_of(request.user, seal.group_id)
    whole = b"".join(zipped.zipped([("notes.html", copied.page(group))]))
    response = HttpResponse(whole, content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="notes.zip"'
    return response
