"""The directory, kept: an organisation's own entries, corrections of lines, what is old."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from groups import access, founding
from peernet.accounts.second_factor import second_factor_first
from peernet.support import directory
from peernet.support.entries import STALE_DAYS
from peernet.support.lines import line_of, lines

from ..place_forms import OwnLines, ResourceFacts


@require_GET
@second_factor_first
def places(request: HttpRequest, oid: str) -> HttpResponse:
    """What this organisation keeps, the program's lines, and above all what is old."""
    appointment = access.appointment_of(request.user, oid)
    kept = directory.kept_by([oid])
    instead = {entry.replaces: entry for entry in kept if entry.replaces}
    context = {
        "organisation": appointment.organisation,
        "kept": [entry for entry in kept if not entry.hidden],
        "lines": [{"line": line, "instead": instead.get(line.id)} for line in lines()],
        "stale": directory.stale(kept),
        "stale_lines": directory.stale(line for line in lines() if line.id not in instead),
        "days": STALE_DAYS,
    }
    return render(request, "administration/places.html", context)


@require_http_methods(["GET", "POST"])
@second_factor_first
def new(request: HttpRequest, oid: str, eid: str = "") -> HttpResponse:
    """A new entry; with a line's id, this organisation's correction of that line."""
    appointment = access.appointment_of(request.user, oid)
    line = line_of(eid) if eid else None
    if eid and line is None:
        raise access.NotYours
    initial = asdict(directory.facts_of_line(line)) if line else {}
    form = ResourceFacts(request.POST or None, initial=initial)
    context = {"organisation": appointment.organisation, "form": form, "line": line}
    if request.method == "GET":
        return render(request, "administration/place.html", context)
    if form.is_valid():
        try:
            directory.add(oid, form.facts(), by=appointment.pk, line=eid)
            return redirect("administration:places", oid)
        except IntegrityError:
            form.add_error(None, _("Somebody corrected or hid this line while you wrote."))
    return render(request, "administration/place.html", context, status=422)


@require_http_methods(["GET", "POST"])
@second_factor_first
def place(request: HttpRequest, oid: str, eid: str) -> HttpResponse:
    """Two at once: the second is shown what changed, and keeps what she typed."""
    appointment = access.appointment_of(request.user, oid)
    facts = directory.facts_of(directory.resource_of(oid, eid))
    initial = asdict(facts)
    form = ResourceFacts(request.POST or None, initial=initial)
    context: dict[str, Any] = {
        "organisation": appointment.organisation,
        "form": form,
        "eid": eid,
        "seen": facts.marks(),
    }
    if request.method == "GET":
        return render(request, "administration/place.html", context)
    if form.is_valid():
        seen = request.POST.get("seen", "")[:400]
        changed = directory.change(oid, eid, form.facts(), seen=seen, by=appointment.pk)
        if not changed:
            return redirect("administration:places", oid)
        facts = directory.facts_of(directory.resource_of(oid, eid))
        context["seen"] = facts.marks()
        context["now"] = _now(form, asdict(facts), changed)
    return render(request, "administration/place.html", context, status=422)


def _now(
    form: ResourceFacts, standing: dict[str, Any], changed: list[str]
) -> list[tuple[str, str]]:
    """How the changed fields stand, in words."""
    told = []
    for name in changed:
        choices = dict(getattr(form.fields[name], "choices", ()))
        value = standing[name]
        values = value if isinstance(value, list) else [value]
        words = ", ".join(str(choices.get(one, one)) for one in values)
        told.append((str(form.fields[name].label), words))
    return told


@require_POST
@second_factor_first
def checked(request: HttpRequest, oid: str, eid: str) -> HttpResponse:
    """Looked at today, and still so."""
    appointment = access.appointment_of(request.user, oid)
    directory.check(oid, eid, by=appointment.pk)
    return redirect("administration:places", oid)


@require_http_methods(["GET", "POST"])
@second_factor_first
def remove(request: HttpRequest, oid: str, eid: str) -> HttpResponse:
    """GET asks; POST removes."""
    appointment = access.appointment_of(request.user, oid)
    row = directory.resource_of(oid, eid)
    if request.method == "POST":
        directory.remove(oid, eid, by=appointment.pk)
        return redirect("administration:places", oid)
    context = {"organisation": appointment.organisation, "row": row}
    return render(request, "administration/place_remove.html", context)


@require_POST
@second_factor_first
def hide(request: HttpRequest, oid: str, eid: str) -> HttpResponse:
    """A line that came with the program: POST `on`, 1 hides it from this organisation's members,
    0 shows it again."""
    appointment = access.appointment_of(request.user, oid)
    act = directory.show if request.POST.get("on") == "0" else directory.hide
    act(oid, eid, by=appointment.pk)
    return redirect("administration:places", oid)


@require_http_methods(["GET", "POST"])
@second_factor_first
def own(request: HttpRequest, oid: str) -> HttpResponse:
    """Where the organisation is, and its own line and hours."""
    appointment = access.appointment_of(request.user, oid)
    house = appointment.organisation
    initial = {"country": house.country, "own_lines": house.own_lines}
    form = OwnLines(request.POST or None, initial=initial)
    context = {"organisation": house, "form": form, "seen": founding.own_lines_mark(house)}
    if request.method == "GET":
        return render(request, "administration/own_lines.html", context)
    if form.is_valid():
        given, seen = form.cleaned_data, request.POST.get("seen", "")
        if founding.set_own_lines(oid, **given, seen=seen, by=appointment.pk):
            return redirect("administration:places", oid)
        house.refresh_from_db()
        context |= {"told": True, "now": house.own_lines, "seen": founding.own_lines_mark(house)}
    return render(request, "administration/own_lines.html", context, status=422)
