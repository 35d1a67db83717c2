"""Return invites: an administrator agrees, and a day later makes the code."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from groups import access, joining, returning
from groups.management.facts import spaced
from groups.models import Appointment, Return
from peernet.accounts.second_factor import lately, second_factor_first
from peernet.kit import clock
from peernet.kit.ids import known_id

from .invites import printed


@require_http_methods(["GET", "POST"])
@second_factor_first
@lately
def returns(request: HttpRequest, oid: str) -> HttpResponse:
    """POST `agree` or, when a day has passed, `code`: it stands in that answer only."""
    appointment = access.appointment_of(request.user, oid)
    if request.method == "GET":
        return _list(request, appointment)
    rows = returning.in_office(appointment, clock.now())
    for name, act in (("agree", _agree), ("code", _code)):
        found = rows.filter(pk=known_id(request.POST.get(name, ""))).first()
        if found is not None:
            return act(request, appointment, found)
    raise access.NotYours


def _list(
    request: HttpRequest, appointment: Appointment, status: int = 200, no: str = ""
) -> HttpResponse:
    now = clock.now()
    rows = returning.in_office(appointment, now)
    context = {"organisation": appointment.organisation, "rows": rows, "now": now, "no": no}
    return render(request, "administration/returns.html", context, status=status)


def _agree(request: HttpRequest, appointment: Appointment, found: Return) -> HttpResponse:
    try:
        returning.agree(found, by=appointment, now=clock.now())
    except returning.Refused as no:
        return _list(request, appointment, status=422, no=str(no))
    return redirect("administration:returns", appointment.organisation_id)


def _code(request: HttpRequest, appointment: Appointment, found: Return) -> HttpResponse:
    terms = joining.Terms(days=returning.CODE_DAYS)
    organisation, group = appointment.organisation, found.member.group
    with transaction.atomic():
        ready = returning.awaiting_code(found, clock.now())
        if ready is None:
            raise access.NotYours
        invite, code = joining.issue(organisation, group, terms, by=appointment.pk)
        returning.bind(ready, invite)
    cards = [(spaced(code), invite.expires_at)]
    context = {"organisation": organisation, "cards": cards, **printed(request)}
    return render(request, "administration/cards.html", context)
