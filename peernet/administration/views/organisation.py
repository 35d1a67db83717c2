"""`/office/`: an administrator's organisations. Chats and lists of members are not here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from groups import access, appointing
from moderation import appeals, elsewhere
from peernet.accounts.second_factor import lately, second_factor_first
from peernet.kit import clock
from peernet.kit.ids import known_id

from ..queries import state_of


@require_GET
@second_factor_first
def office(request: HttpRequest) -> HttpResponse:
    """Her organisations; straight to the only one."""
    appointments = list(access.appointments_of(request.user))
    if not appointments:
        raise access.NotYours
    if len(appointments) == 1:
        return organisation_page(request, appointments[0].organisation_id)
    return render(request, "administration/office.html", {"appointments": appointments})


@require_GET
@second_factor_first
def organisation(request: HttpRequest, oid: str) -> HttpResponse:
    return organisation_page(request, oid)


def organisation_page(request: HttpRequest, oid: str) -> HttpResponse:
    appointment, now = access.appointment_of(request.user, oid), clock.now()
    wrong = access.office_invites(appointment).filter(wrong_hands_at__isnull=False)
    context = {
        "appointment": appointment,
        "organisation": appointment.organisation,
        "groups": access.office_groups(appointment),
        "appeals": appeals.waiting_for(request.user).filter(
            notice__member__group__organisation=appointment.organisation
        ),
        "reports": elsewhere.waiting_for(request.user, appointment.organisation_id).count(),
        "wrong_hands": [i for i in wrong[:20] if state_of(i, now) == "wrong_hands"],
    }
    return render(request, "administration/organisation.html", context)


@require_http_methods(["GET", "POST"])
@second_factor_first
@lately
def administrators(request: HttpRequest, oid: str) -> HttpResponse:
    """Who administers, by the day it began; POST `appointment` ends one."""
    mine = access.appointment_of(request.user, oid)
    context = {"organisation": mine.organisation, "mine": mine}
    context["appointments"] = peers = access.administrators_of(mine)  # type: ignore[assignment]
    if request.method == "GET":
        return render(request, "administration/administrators.html", context)
    other = peers.filter(pk=known_id(request.POST.get("appointment", ""))).first()
    if other is None:
        raise access.NotYours
    try:
        appointing.end_appointment(other, by=mine.pk)
    except appointing.LastOne:
        context["no"] = _("An organisation keeps at least one administrator.")  # type: ignore[assignment]
        return render(request, "administration/administrators.html", context, status=422)
    return redirect("administration:office" if other == mine else request.path)
