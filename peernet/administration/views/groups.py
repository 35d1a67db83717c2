"""A group's texts and rules, who facilitates it, its end."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from groups import access, appointing, ending, founding
from moderation import cases
from peernet.accounts.second_factor import lately, second_factor_first
from peernet.kit import clock

from ..forms import GroupTexts, initial_of, initial_of_new


@require_http_methods(["GET", "POST"])
@second_factor_first
def new(request: HttpRequest, oid: str) -> HttpResponse:
    appointment = access.appointment_of(request.user, oid)
    organisation = appointment.organisation
    initial = initial_of_new(organisation.must_pass_on)
    form = GroupTexts(request.POST or None, initial=initial)
    context = {"form": form, "organisation": organisation}
    if request.method == "GET":
        return render(request, "administration/group_new.html", context)
    if not form.is_valid():
        return render(request, "administration/group_new.html", context, status=422)
    edit = form.edit()
    group = founding.make_group(organisation, edit.name, founding.Rules(), by=appointment.pk)
    founding.edit_group(group.pk, edit, by=appointment.pk)
    return redirect("administration:group", group.pk)


@require_http_methods(["GET", "POST"])
@second_factor_first
def group(request: HttpRequest, gid: str) -> HttpResponse:
    """Two at once: the second is shown what changed, and keeps what she typed."""
    appointment, found = access.office_group_of(request.user, gid)
    initial = initial_of(found)
    if request.method == "GET":
        return _page(request, found, GroupTexts(initial=initial))
    form = GroupTexts(request.POST, initial=initial)
    if found.archived_at:
        raise access.NotYours
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        as_seen = partial(_as_seen, seen=request.POST.get("seen", ""))
        founding.edit_group(found.pk, form.edit(), by=appointment.pk, as_seen=as_seen)
    except founding.ChangedMeanwhile:
        return _changed(request, gid)
    return redirect("administration:group", gid)


def _as_seen(row: access.Group, seen: str) -> bool:
    return not row.archived_at and not GroupTexts(initial=initial_of(row)).changed_since(seen)


def _changed(request: HttpRequest, gid: str) -> HttpResponse:
    _appointment, found = access.office_group_of(request.user, gid)
    initial = initial_of(found)
    form = GroupTexts(request.POST, initial=initial)
    changed = form.changed_since(request.POST.get("seen", ""))
    now = [(n, initial[n]) for n in form.fields if str(form.fields[n].label) in changed]
    return _page(request, found, form, status=422, now=now, changed=changed)


def _page(
    request: HttpRequest, found: access.Group, form: GroupTexts, status: int = 200, **more: object
) -> HttpResponse:
    context = {"group": found, "form": form, "seen": form.seen(), **more}
    context["organisation"] = found.organisation
    if "now" in more:
        context["now"] = [(form.fields[name].label, value) for name, value in more["now"]]  # type: ignore[attr-defined]
    return render(request, "administration/group.html", context, status=status)


@require_http_methods(["GET", "POST"])
@second_factor_first
def facilitators(request: HttpRequest, gid: str) -> HttpResponse:
    """Who facilitates, by the name in this group; POST `member` stands one down."""
    appointment, found = access.office_group_of(request.user, gid)
    context = {"group": found, "facilitators": access.facilitators_of(found)}
    if request.method == "GET":
        return render(request, "administration/facilitators.html", context)
    member = access.office_facilitator_of(found, request.POST.get("member", ""))
    reason = request.POST.get("reason", "")[:1000].strip()
    if not reason:
        refused = {**context, "no": _("Say why.")}
        return render(request, "administration/facilitators.html", refused, status=422)
    with transaction.atomic():
        appointing.stand_down(member, by=appointment.pk, reason=reason)
        cases.free_all(member)
    return redirect("administration:facilitators", gid)


@require_http_methods(["GET", "POST"])
@second_factor_first
@lately
def archive(request: HttpRequest, gid: str) -> HttpResponse:
    """POST `how`: `archive` (readable until retention) or `end` (the key is destroyed now: only
    with `sure`, since nothing brings it back)."""
    appointment, found = access.office_group_of(request.user, gid)
    how = request.POST.get("how", "")
    if how == "archive":
        ending.archive(found.pk, clock.now(), by=appointment.pk)
    elif how == "end" and request.POST.get("sure") == "1":
        ending.end(found.pk, clock.now(), by=appointment.pk)
    else:
        status = 422 if request.method == "POST" else 200
        context = {"group": found, "unsure": how == "end"}
        return render(request, "administration/archive.html", context, status=status)
    return redirect("administration:organisation", appointment.organisation_id)
