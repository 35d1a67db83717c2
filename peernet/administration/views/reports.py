"""Reports about facilitators: a list without names, the words by a seal only, decided here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from groups import access
from moderation import elsewhere
from moderation.cases import AlreadyDecided
from peernet.accounts.second_factor import second_factor_first

from ..forms import DecideReport

MOST_SHOWN = 200  # of those that wait longest; the next come up as these are decided


@require_GET
@second_factor_first
def reports(request: HttpRequest, oid: str) -> HttpResponse:
    appointment = access.appointment_of(request.user, oid)
    context = {
        "organisation": appointment.organisation,
        "reports": elsewhere.waiting_for(request.user, oid)[:MOST_SHOWN],
    }
    return render(request, "administration/reports.html", context)


@require_http_methods(["GET", "POST"])
@second_factor_first
def report(request: HttpRequest, oid: str, rid: str) -> HttpResponse:
    """POST `outcome` and `why`: the reporter is told the outcome, the trail keeps why."""
    found, appointment = elsewhere.one_for(request.user, oid, rid)
    form, told, status = DecideReport(request.POST or None), False, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                elsewhere.decide(request.user, oid, rid, **form.cleaned_data)
                return redirect("administration:reports", oid)
            except AlreadyDecided:
                told = True
    context = {
        "organisation": appointment.organisation,
        "report": found,
        "form": form,
        "told": told,
    }
    return render(request, "administration/report.html", context, status=status)
