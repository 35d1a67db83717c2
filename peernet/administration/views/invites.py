"""Invites: issue one or a batch, print them as plain cards, list, revoke."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from groups import access, joining, revoking
from groups.management.facts import spaced
from groups.models import Appointment
from peernet.accounts.second_factor import second_factor_first
from peernet.kit import clock
from peernet.kit.ids import known_id
from peernet.vault.fields import legible

from ..forms import Issue
from ..pictures import qr_svg
from ..queries import PAGE, in_state, state_of

STATES = ("open", "used", "expired", "revoked", "wrong_hands")


@require_GET
@second_factor_first
def invites(request: HttpRequest, oid: str) -> HttpResponse:
    """By label and state; a code is never shown again."""
    appointment, now = access.appointment_of(request.user, oid), clock.now()
    state, label = request.GET.get("state", ""), request.GET.get("label", "").casefold()[:80]
    found: Any = in_state(access.office_invites(appointment), state, now)
    if label:  # sealed: the database cannot look into it
        found = [invite for invite in found if label in legible(invite, "label").casefold()]
    page = Paginator(found, PAGE).get_page(request.GET.get("page", "1"))
    context = {
        "organisation": appointment.organisation,
        "page": page,
        "rows": [{"invite": invite, "state": state_of(invite, now)} for invite in page],
        "state": state,
        "label": request.GET.get("label", "")[:80],
        "states": STATES,
    }
    return render(request, "administration/invites.html", context)


@require_http_methods(["GET", "POST"])
@second_factor_first
def issue(request: HttpRequest, oid: str) -> HttpResponse:
    """The answer to a good POST is the cards: the codes stand in that answer only."""
    appointment = access.appointment_of(request.user, oid)
    groups = [g for g in access.office_groups(appointment) if not g.archived_at]
    form = Issue(request.POST or None, groups=groups)
    context: dict[str, Any] = {"form": form, "organisation": appointment.organisation}
    if request.method == "GET":
        return render(request, "administration/issue.html", context)
    if form.is_valid():
        try:
            context["cards"] = _issued(appointment, groups, form.cleaned_data)
            return render(request, "administration/cards.html", {**context, **printed(request)})
        except joining.CannotIssue as no:
            form.add_error(None, str(no))
    return render(request, "administration/issue.html", context, status=422)


def _issued(
    appointment: Appointment, groups: list[access.Group], given: dict[str, Any]
) -> list[tuple[str, Any]]:
    group = next((g for g in groups if g.pk == given["group"]), None)
    terms = joining.Terms(
        role=given["role"],
        uses=given["uses"],
        days=given["days"],
        phrase=given["phrase"],
        label=given["label"],
    )
    made = joining.issue_many(
        appointment.organisation, group, terms, given["count"], by=appointment.pk
    )
    return [(spaced(code), invite.expires_at) for invite, code in made]


def address(request: HttpRequest) -> str:
    """The public address, as it is printed: the first origin, or where this page came from."""
    return settings.ORIGINS[0] if settings.ORIGINS else f"{request.scheme}://{request.get_host()}"


def printed(request: HttpRequest) -> dict[str, str]:
    return {"address": address(request).split("://")[-1], "word": settings.COVER_TITLE}


@require_GET
@second_factor_first
def address_picture(request: HttpRequest) -> HttpResponse:
    """The QR on a card: the address only. What stands behind `#` a browser would remember."""
    if not access.appointments_of(request.user).exists():
        raise access.NotYours
    return HttpResponse(qr_svg(f"{address(request)}/"), content_type="image/svg+xml")


@require_POST
@second_factor_first
def revoke(request: HttpRequest, oid: str) -> HttpResponse:
    """`invite` (any number of them), or `all`."""
    appointment = access.appointment_of(request.user, oid)
    rows = access.office_invites(appointment)
    if request.POST.get("all") != "1":
        rows = rows.filter(pk__in=map(known_id, request.POST.getlist("invite")[:PAGE]))
    revoking.revoke_all(revoking.still_open(rows), by=appointment.pk)
    return redirect("administration:invites", oid)


@require_POST
@second_factor_first
def wrong_hands(request: HttpRequest, oid: str) -> HttpResponse:
    appointment = access.appointment_of(request.user, oid)
    wanted = known_id(request.POST.get("invite", ""))
    invite = access.office_invites(appointment).filter(pk=wanted).first()
    if invite is None:
        raise access.NotYours
    revoking.say_wrong_hands(invite, by=appointment.pk)
    return redirect("administration:invites", oid)
