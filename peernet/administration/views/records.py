"""What was done (the audit trail), and numbers for funders."""

from __future__ import annotations

import csv

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from groups import access
from groups.models import Tally
from moderation import elsewhere
from peernet.accounts.second_factor import second_factor_first
from peernet.audit.actions import Action
from peernet.kit import clock

from .. import queries
from ..forms import Filter
from ..pictures import bars_svg


@require_GET
@second_factor_first
def audit(request: HttpRequest, oid: str) -> HttpResponse:
    appointment = access.appointment_of(request.user, oid)
    action = request.GET.get("action", "")
    action = action if action in Action.values else ""
    unseen = elsewhere.unseen_by(request.user, oid)
    page = queries.entries(oid, action, request.GET.get("page", "1"), without=unseen)
    context = {
        "organisation": appointment.organisation,
        "page": page,
        "rows": [queries.told(entry) for entry in page],
        "filter": Filter({"action": action}),
        "action": action,
        "chain": queries.chain_status(oid),
    }
    return render(request, "administration/audit.html", context)


@require_GET
@second_factor_first
def numbers(request: HttpRequest, oid: str) -> HttpResponse:
    appointment = access.appointment_of(request.user, oid)
    found = queries.numbers(oid, clock.now().date())
    context = {
        "organisation": appointment.organisation,
        "numbers": found,
        "kinds": Tally.Kind.choices,
        "totals": [found.totals[kind] for kind in found.columns],
    }
    return render(request, "administration/numbers.html", context)


@require_GET
@second_factor_first
def numbers_csv(request: HttpRequest, oid: str) -> HttpResponse:
    """The same table and nothing else: what the page does not show is not in the file."""
    access.appointment_of(request.user, oid)
    found = queries.numbers(oid, clock.now().date())
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="numbers.csv"'
    writer = csv.writer(response)
    writer.writerow(["month", *found.columns])
    for month, cells in found.rows:
        writer.writerow([f"{month:%Y-%m}", *("" if cell is None else cell for cell in cells)])
    return response


@require_GET
@second_factor_first
def numbers_picture(request: HttpRequest, oid: str, kind: str) -> HttpResponse:
    access.appointment_of(request.user, oid)
    if kind not in Tally.Kind.values:
        raise access.NotYours
    found = queries.numbers(oid, clock.now().date())
    drawn = bars_svg(str(Tally.Kind(kind).label), found.months, found.columns[kind])
    return HttpResponse(drawn, content_type="image/svg+xml")
