"""`/desk/<case>/`: everything about one case, and the deeds."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from groups import access, history, talking
from groups.access import NotYours
from groups.models import Group, Message
from groups.reasons import Reason
from peernet.accounts.second_factor import second_factor_first
from peernet.kit import clock

from .. import appeals, cases, deeds, doubting, looking, noting, reasons, reporting
from ..cases import AlreadyDecided, Claimed, Found, NotHere, Press, ReasonMissing
from .appeal import appeal_case
from .desk import beside, facilitating

STAYS = (
    "claim",
    "release",
    "note",
    "answer",
    "not_harmful",
    "harmful",
)  # after these the case stays open on the page
HOURS = (1, 24, 72, 168)


@require_http_methods(["GET", "POST"])
@second_factor_first
def case(request: HttpRequest, case_id: str) -> HttpResponse:
    try:
        appeal, decider = appeals.one_for(request.user, case_id)
    except NotYours:
        facilitating(request)
        found = cases.case_of(request.user, case_id)
        return _decide(request, found) if request.method == "POST" else _page(request, found)
    return appeal_case(request, appeal, decider)


def _decide(request: HttpRequest, found: Found) -> HttpResponse:
    deed = request.POST.get("deed", "")
    try:
        _do(deed, found, _press(request, found), request)
    except Claimed as no:
        return render(request, "moderation/decided.html", {"holder": str(no)}, status=422)
    except AlreadyDecided:
        return render(request, "moderation/decided.html", status=422)
    except ReasonMissing as no:
        return _page(request, found, status=422, error=str(no) or _("Please write a few words."))
    except NotHere:
        return _page(request, found, status=422, error=_("This cannot be done here."))
    if deed in STAYS:
        shown = "?show=1" if deed in ON_FINDING and is_shown(request) else ""
        return redirect(reverse("moderation:case", args=[found.id]) + shown)
    return redirect("moderation:desk")


def _press(request: HttpRequest, found: Found) -> Press:
    reason, text = reasons.read(request.POST.get("reason", ""), request.POST.get("words", ""))
    return Press(found.by, found.id, reason, text, request.POST.get("seen"))


def _do(deed: str, found: Found, press: Press, request: HttpRequest) -> None:
    if deed in ("claim", "release"):
        {"claim": cases.claim, "release": cases.release}[deed](press)
    elif deed == "close":
        deeds.close(found, press)
    elif found.application:
        _on_application(deed, found, press)
    elif found.message and deed in ON_FINDING:
        ON_FINDING[deed](found.message, press, request.POST.get("finding", ""))
    elif found.message and deed in ON_MESSAGE:
        ON_MESSAGE[deed](found.message, press)
    elif found.member:
        _on_member(deed, found, press, request)
    else:
        raise NotHere


ON_MESSAGE = {
    "let_through": deeds.let_through,
    "refuse": deeds.refuse,
    "hide": deeds.hide,
    "restore": deeds.restore,
    "fold": deeds.fold,
    "unfold": deeds.unfold,
}
ON_FINDING = {"not_harmful": doubting.not_harmful, "harmful": doubting.harmful_after_all}
ON_MEMBER = {
    "warn": deeds.warn,
    "withdraw": deeds.withdraw,
    "unmute": deeds.unmute,
    "remove": deeds.remove,
    "bring_back": deeds.bring_back,
    "bar": deeds.bar,
    "note": noting.note,
}
ON_APPLICATION = {"admit": deeds.admit, "refuse": deeds.turn_away}


def _on_application(deed: str, found: Found, press: Press) -> None:
    if deed not in ON_APPLICATION or found.application is None:
        raise NotHere
    ON_APPLICATION[deed](found.application, press)


def _on_member(deed: str, found: Found, press: Press, request: HttpRequest) -> None:
    member = found.member
    if member is None or deed not in (*ON_MEMBER, "mute", "answer"):
        raise NotHere
    if deed == "mute":
        until = until_of(request.POST.get("until", ""), found.by.group, clock.now())
        if until is None:
            raise ReasonMissing(_("Please choose until when."))
        deeds.mute(member, press, until=until)
    elif deed == "answer":
        _answer(found, press, request)
    else:
        ON_MEMBER[deed](member, press)


def _answer(found: Found, press: Press, request: HttpRequest) -> None:
    if found.kind != "member" or found.member is None:
        raise NotHere
    body = Press(press.by, press.case, words=request.POST.get("words", ""))
    key = request.POST.get("key", "") or str(uuid.uuid4())
    said = deeds.answer(found.member, body, key=key)
    if isinstance(said, talking.Refused):
        raise ReasonMissing(said.detail)


def until_of(text: str, group: Group, now: datetime) -> datetime | None:
    """Hours from now, or a day and time (in the group's zone where none is named)."""
    if text.isascii() and text.isdigit() and len(text) < 6:
        until = now + timedelta(hours=int(text))
    else:
        try:
            until = datetime.fromisoformat(text)
        except ValueError:
            return None
        until = until if until.tzinfo else until.replace(tzinfo=ZoneInfo(group.time_zone))
    longest = now + timedelta(days=deeds.MOST_MUTE_DAYS)
    return until if now < until <= longest else None


# --- The page --------------------------------------------------------------------------------


def _page(request: HttpRequest, found: Found, status: int = 200, **more: object) -> HttpResponse:
    row = cases.case_row(found.id)
    holder = cases.holder_of(row)
    show = is_shown(request) or status != 200
    context = {
        **beside(request, list(access.facilitated_by(request.user))),
        "case": found,
        "group": found.by.group,
        "decided_at": row.decided_at if row else None,
        "seen": cases.mark_of(row),
        "holder": holder,
        "is_mine": holder is not None and holder.pk == found.by.pk,
        "show": show,
        "reasons": Reason.choices,
        "hours": HOURS,
        "typed": request.POST,
        "key": str(uuid.uuid4()),
        **_about(found),
        **more,
    }
    if found.message:
        context.update(looking.looked_at(found.message, show=show))
    return render(request, f"moderation/case_{found.kind}.html", context, status=status)


def is_shown(request: HttpRequest) -> bool:
    return request.GET.get("show") == "1"


def _about(found: Found) -> dict[str, Any]:
    if found.application or found.member is None:
        return {"issuer": cases.issuer_of(found.application)} if found.application else {}
    reports = [
        {"report": report, "copy": reporting.copy_of(report)}
        for report in cases.open_reports(found.id).order_by("made_at")
    ]
    member = found.member
    muted = member.muted_until if member.muted_until and member.muted_until > clock.now() else None
    return {
        "reports": reports,
        "notes": noting.about(member),
        "earlier": noting.deeds_about(member),
        "barred": member.group.bars.filter(account=member.account_id).exists(),
        "muted_until": muted,
        "may_act": not (member.is_facilitator and member.ended_at is None),
        **(_around(found.message) if found.message else {"thread": talking.thread(member)}),
    }


def _around(message: Message) -> dict[str, Any]:
    before, after = history.around(message, reporting.EACH_SIDE)
    return {
        "message": message,
        "before": before,
        "after": after,
        "held": message.state == Message.State.HELD,
        "edit": message.state == Message.State.VISIBLE and bool(message.waiting_body),
    }
