"""Deciding an appeal at the desk; the member's own page of notices, where she appeals."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from groups import access, sealing

from .. import appeals, notices
from ..appeals import Decider
from ..cases import AlreadyDecided, ReasonMissing
from ..models import Appeal, Notice

DEEDS = {"uphold": appeals.uphold, "overrule": appeals.overrule}


def appeal_case(request: HttpRequest, appeal: Appeal, decider: Decider) -> HttpResponse:
    """Who does not facilitate the group sees the deed, the reason, the words, and nothing more."""
    deed, text = request.POST.get("deed", ""), request.POST.get("words", "")
    if request.method == "GET" or deed not in DEEDS:
        status = 200 if request.method == "GET" else 422
        return _page(request, appeal, decider, status=status, text=text)
    try:
        DEEDS[deed](appeal, decider, text)
    except ReasonMissing:
        return _page(request, appeal, decider, status=422, text=text, missing=True)
    except AlreadyDecided:
        return render(request, "moderation/decided.html", status=422)
    if access.facilitated_by(request.user).exists():
        return redirect("moderation:desk")
    return redirect("/office/")


def _page(
    request: HttpRequest, appeal: Appeal, decider: Decider, status: int = 200, **more: object
) -> HttpResponse:
    notice = appeal.notice
    context = {"appeal": appeal, "notice": notice, "near": decider.near, **more}
    return render(request, "moderation/case_appeal.html", context, status=status)


@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """What she was told, newest first; POST `notice` and `words` answers one of them."""
    if request.method == "GET":
        response = _mine(request)
        notices.mark_read(request.user)
        return response
    notice = notices.own(request.user, request.POST.get("notice", ""))
    text = request.POST.get("words", "")
    try:
        appeals.appeal(notice, text)
    except ReasonMissing:
        return _mine(request, status=422, missing=notice.pk, text=text)
    except appeals.TooLate:
        return _mine(request, status=422, late=notice.pk, text=text)
    return redirect("notices")


def _mine(request: HttpRequest, status: int = 200, **more: object) -> HttpResponse:
    rows = [{"notice": notice, **_state(notice)} for notice in notices.hers(request.user)[:100]]
    opened = sealing.opened_where_gone(request.user)  # type: ignore[arg-type]
    context = {"rows": rows, "opened": opened, "told": False, **more}  # this page is what tells her
    return render(request, "moderation/notices.html", context, status=status)


def _state(notice: Notice) -> dict[str, object]:
    found = getattr(notice, "appeal", None)
    return {"may_appeal": found is None and appeals.is_open(notice), "appeal": found}
