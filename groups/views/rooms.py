"""The room: my groups, the page itself, its messages as rows or JSON."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from peernet.accounts.views import too_many
from peernet.kit import clock, limits, words
from peernet.vault.fields import legible

from .. import (
    access,
    conduct,
    frames,
    helping,
    history,
    hours,
    joining,
    posting,
    presenting,
    reasons,
    returning,
)
from ..answers import Answer, Refused
from ..models import Group, Membership, Message
from ..posting import Draft

TOO_MANY = ("rate_limited", "slow_mode")
PUT_AWAY, MOST_PUT_AWAY = "put_away", 100


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """My groups, what is unread there, and what is still waiting."""
    memberships = list(access.memberships_of(request.user))
    unread, now = history.unread_counts(memberships), clock.now()
    rows = [
        {
            "group": membership.group,
            "snoozed": _snoozed(membership, now),
            "unread": 0 if _snoozed(membership, now) else unread.get(membership.group_id, 0),
            "next": hours.next_hours(membership.group, now),
            "here": access.on_duty(membership.group_id, now).exists(),
        }
        for membership in memberships
    ]
    rows.sort(key=lambda row: row["snoozed"] is not None)
    context = {
        "rows": rows,
        "returns": returning.asked_of(request.user, now),
        "applications": access.applications_of(request.user),
        "facilitates": any(membership.is_facilitator for membership in memberships),
        "administers": access.appointments_of(request.user).exists(),
    }
    return render(request, "groups/mine.html", context)


def _snoozed(membership: Membership, now: datetime) -> datetime | None:
    until = membership.snoozed_until
    return until if until and until > now else None


@require_GET
def room(request: HttpRequest, gid: str) -> HttpResponse:
    membership = access.membership_of(request.user, gid)
    conduct.be_here(membership, clock.now())
    if membership.agreed_version < joining.agreed_version(membership.group):
        return redirect("groups:about", gid)
    return room_page(request, membership, history.newest(membership))


@require_http_methods(["GET", "POST"])
def messages(request: HttpRequest, gid: str) -> HttpResponse:
    """GET a page of rows; POST a message. HTML, or JSON when asked for."""
    membership = access.membership_of(request.user, gid)
    conduct.be_here(membership, clock.now())
    if request.method == "POST":
        return _post(request, membership)
    wait = limits.take("history", membership.pk)
    if wait and wants_json(request):
        no = Refused("rate_limited", retry_after=wait)
        return refusing(JsonResponse(frames.refused(membership.group_id, "", no)), no)
    return too_many(request, wait) if wait else _page(request, membership)


def _page(request: HttpRequest, membership: Membership) -> HttpResponse:
    before, after = _number(request, "before"), _number(request, "after")
    both = before is not None and after is not None
    if both or BAD in (before, after, _number(request, "limit")):
        return malformed(request, membership)
    limit = _limit(request, history.MOST if after is not None else history.PAGE)
    if before is not None:
        read = history.before(membership, before, limit)
        found = history.Entered(membership, read, False)
    else:
        found = history.entered(membership, after, language(), limit)
    if wants_json(request):
        return _json_page(found, after)
    return room_page(request, membership, found.read, earlier=before is not None)


def _json_page(found: history.Entered, after: int | None) -> HttpResponse:
    membership, messages = found.membership, found.read.messages
    mode, facilitators = conduct.room_now(membership.group, clock.now())
    fact = {"type": "entered", **history.as_json(found, mode, facilitators, language())}
    if after is not None and not found.fresh:
        fact["more"] = found.read.more
        fact["older"] = history.older_than(membership, messages)
    else:
        fact["more"] = False
        fact["older"] = found.read.more
    return JsonResponse(fact, json_dumps_params={"ensure_ascii": False})


def _post(request: HttpRequest, membership: Membership) -> HttpResponse:
    draft = _draft(request)
    came_of_it = posting.post(membership.account_id or "", membership.group_id, draft)
    if wants_json(request):
        fact = frames.answer_fact(membership.group_id, draft.key, came_of_it)
        return refusing(JsonResponse(fact), came_of_it)
    if isinstance(came_of_it, Refused):
        return again(request, membership, draft, came_of_it)
    return redirect(f"/g/{membership.group_id}/#m-{came_of_it.id}")


def _draft(request: HttpRequest) -> Draft:
    given = request.POST
    reply_to = given.get("reply_to", "")
    return Draft(
        key=given.get("key", "") or str(uuid.uuid4()),
        body=given.get("body", ""),
        note=given.get("note", ""),
        reply_to=reply_to if frames.ID.match(reply_to) else None,
        confirm=given.get("confirm", "") in ("1", "true", "on"),
    )


@require_POST
def card(request: HttpRequest, gid: str) -> HttpResponse:
    """She closes the help card. Remembered for this session only, and for what it was shown for:
    new words of crisis bring it back. What she was writing is still in the box."""
    membership = access.membership_of(request.user, gid)
    shown = history.urgent_findings(membership, clock.now())
    closed = [*request.session.get(PUT_AWAY, ()), *shown.values_list("pk", flat=True)]
    request.session[PUT_AWAY] = closed[-MOST_PUT_AWAY:]
    draft = _draft(request)
    if draft.body or draft.note:
        return room_page(request, membership, history.newest(membership), draft=draft)
    return redirect("groups:room", gid)


def refusing(response: HttpResponse, came_of_it: Answer) -> HttpResponse:
    """422 for a refusal, 429 with when to come back where it was only too soon."""
    if not isinstance(came_of_it, Refused):
        return response
    if came_of_it.code in TOO_MANY:
        return limits.later(response, came_of_it.retry_after or 0)
    response.status_code = 422
    return response


def again(request: HttpRequest, membership: Membership, draft: Draft, no: Refused) -> HttpResponse:
    """The room once more, with the text still in the box and what to do about it."""
    read = history.newest(membership)
    if no.code == "malformed":  # the key: with it these words could never be sent
        draft = replace(draft, key="")
    context: dict[str, Any] = {"draft": draft, "refused": no}
    context["marked"] = marked(draft.body, no)
    return refusing(room_page(request, membership, read, **context), no)


def marked(body: str, no: Refused) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether the second look points at it."""
    return words.pieces(body, [(found.start, found.end) for found in no.findings])


def malformed(request: HttpRequest, membership: Membership) -> HttpResponse:
    no = Refused("malformed")
    if wants_json(request):
        return JsonResponse(frames.refused(membership.group_id, "", no), status=422)
    return room_page(request, membership, history.newest(membership), status=422, refused=no)


def room_page(
    request: HttpRequest,
    membership: Membership,
    read: history.Read,
    *,
    status: int = 200,
    earlier: bool = False,
    **more: Any,
) -> HttpResponse:
    group, now = membership.group, clock.now()
    mode, facilitators = conduct.room_now(group, now)
    first = read.messages[0] if read.messages else None
    held, returned = history.waiting_of(membership)
    context = {
        "membership": membership,
        "group": group,
        "rows": _rows(membership, read),
        "held": _drawn_held(group, held),
        "returned": [(message, reasons.said(legible(message, "decision"))) for message in returned],
        "help_card": helping.shown_again(membership, now, request.session.get(PUT_AWAY, ())),
        "revision": read.revision,
        "older_than": first.seq if first and read.more else None,
        "earlier": earlier,
        "mode": mode,
        "here": [legible(m, "pseudonym") for m in access.on_duty(group.pk, now)]
        if facilitators
        else [],
        "next": hours.next_hours(group, now),
        "on_duty": access.is_on_duty(membership, now),
        "key": str(uuid.uuid4()),
        "reply": _reply(request, membership),
        **more,
    }
    return render(request, "groups/room.html", context, status=status)


def _rows(membership: Membership, read: history.Read) -> list[dict[str, Any]]:
    """Drawn rows; the first unread one of somebody else carries the line."""
    counts, zone = presenting.counts_of(read.messages), membership.group.time_zone
    rows: list[dict[str, Any]] = []
    line_drawn = membership.read_rev == 0
    for message in read.messages:
        drawn = presenting.present(message, counts.get(message.pk, {}), language(), zone)
        own = message.author_id == membership.pk
        unread = not own and not line_drawn and (message.seq or 0) > membership.read_rev
        line_drawn = line_drawn or unread
        html = presenting.for_author(drawn["html"]) if own and drawn["html"] else drawn["html"]
        rows.append({"id": message.pk, "seq": message.seq, "html": html, "unread_line": unread,
                     "state": drawn["state"], "own": own})  # fmt: skip
    return rows


def _drawn_held(group: Group, held: list[Message]) -> list[str]:
    return [
        presenting.for_author(presenting.present(message, {}, language(), group.time_zone)["html"])
        for message in held
    ]


def _reply(request: HttpRequest, membership: Membership) -> str:
    """The message she answers to, when the link brought one that she may see."""
    wanted = request.GET.get("reply", "") or request.POST.get("reply_to", "")
    if not frames.ID.match(wanted):
        return ""
    try:
        return access.message_of(membership, wanted).pk
    except access.NotYours:
        return ""


def language() -> str:
    code = (get_language() or "en")[:2]
    return code if code in presenting.LANGUAGES else "en"


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


BAD = -1


def _number(request: HttpRequest, name: str) -> int | None:
    """A whole number from the address, None when it is not there, BAD when it is none."""
    value = request.GET.get(name)
    if value is None:
        return None
    if not (value.isascii() and value.isdigit()):
        return BAD
    return min(int((value.lstrip("0") or "0")[:20]), frames.MOST_REVISION)


def _limit(request: HttpRequest, default: int) -> int:
    wanted = _number(request, "limit")
    return default if wanted is None else max(1, min(wanted, history.MOST))
