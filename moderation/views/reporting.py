"""`report/`: a member brings a message or a person to the facilitators."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from groups import access
from groups.access import NotYours
from groups.models import Membership, Message
from groups.reasons import Reason
from peernet.accounts.views import too_many
from peernet.kit import limits

from .. import reporting
from ..cases import ReasonMissing


@require_http_methods(["GET", "POST"])
def message(request: HttpRequest, gid: str, mid: str) -> HttpResponse:
    membership = access.membership_of(request.user, gid)
    found = access.message_of(membership, mid)
    if found.seq is None:
        raise NotYours  # her own words that wait
    return _report(request, membership, found.author, found)


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, gid: str, member_id: str) -> HttpResponse:
    membership = access.membership_of(request.user, gid)
    return _report(request, membership, access.member_of(membership, member_id), None)


def _report(
    request: HttpRequest, by: Membership, about: Membership, found: Message | None
) -> HttpResponse:
    if about.pk == by.pk:
        raise NotYours
    case_id = found.pk if found else about.pk
    if request.method == "GET":
        return _page(request, by, about, made=reporting.newest_report(by, case_id))
    reason, details = request.POST.get("reason", ""), request.POST.get("details", "")
    wait = limits.take("changes", by.pk)
    if wait:
        context = _context(by, about, details=details)
        return too_many(request, wait, "moderation/report.html", **context)
    try:
        reporting.report(about, by=by, reason=reason, details=details, message=found)
    except ReasonMissing:
        return _page(request, by, about, status=422, missing=True, details=details)
    return redirect(request.path)


def _page(
    request: HttpRequest, by: Membership, about: Membership, status: int = 200, **more: object
) -> HttpResponse:
    return render(request, "moderation/report.html", _context(by, about, **more), status=status)


def _context(by: Membership, about: Membership, **more: object) -> dict[str, object]:
    return {
        "group": by.group,
        "about": about,
        "reasons": Reason.choices,
        "must_pass_on": by.group.must_pass_on,
        **more,
    }
