"""Return invites: an administrator agrees, and a day later makes the code."""

from __future__ import annotations

from typing import Any

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
    appointment, now = access.appointment_of(request.user, oid), clock.now()
    rows = returning.in_office(appointment, now)
    context: dict[str, Any] = {"organisation": appointment.organisation, "rows": rows, "now": now}
    if request.method == "GET":
        return render(request, "administration/returns.html", context)
    for name, act in (("agree", _agree), ("code", _code)):
        found = rows.filter(pk=known_id(request.POST.get(name, ""))).first()
        if found is not None:
            return act(request, appointment, found)
    raise access.NotYours


def _agree(request: HttpRequest, appointment: Appointment, found: Return) -> HttpResponse:
    returning.agree(found, by=appointment, now=clock.now())
    return redirect("administration:returns", appointment.organisation_id)


def _code(request: HttpRequest, appointment: Appointment, found: Return) -> HttpResponse:
    if found.ready_at is None or found.ready_at > clock.now() or found.invite_id:
        raise access.NotYours
    terms = joining.Terms(days=returning.CODE_DAYS)
    organisation, group = appointment.organisation, found.member.group
    with transaction.atomic():
        invite, code = joining.issue(organisation, group, terms, by=appointment.pk)
        returning.bind(found, invite)
    cards = [(spaced(code), invite.expires_at)]
    context = {"organisation": organisation, "cards": cards, **printed(request)}
    return render(request, "administration/cards.html", context)
