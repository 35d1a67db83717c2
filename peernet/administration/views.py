"""`/office/`: an administrator's organisation. Chats and lists of members are not here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from groups import access
from peernet.accounts.second_factor import second_factor_first


@require_GET
@second_factor_first
def office(request: HttpRequest) -> HttpResponse:
    """Her organisations and the names of their groups."""
    appointments = list(access.appointments_of(request.user))
    if not appointments:
        raise access.NotYours
    return render(request, "administration/office.html", {"appointments": appointments})
