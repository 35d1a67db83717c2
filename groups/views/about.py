"""What the group agreed on, who reads, when somebody facilitates; her name; what she has read."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from peernet.accounts.views import too_many
from peernet.audit import counting
from peernet.kit import clock, limits

from .. import access, editing, history, hours, joining, sealing
from ..forms import Name


@require_http_methods(["GET", "POST"])
def about(request: HttpRequest, gid: str) -> HttpResponse:
    """Read; POST `agree` accepts the newest version of the agreement."""
    membership = access.membership_of(request.user, gid)
    group, version = membership.group, joining.agreed_version(membership.group)
    if request.method == "POST":
        joining.agree(membership, version)
        return redirect("groups:room", gid)
    context = {
        "group": group,
        "agreement": group.agreements.order_by("-version").first(),
        "agree_again": membership.agreed_version < version,
        "facilitators": access.facilitators_of(group),
        "hours": group.hours.all(),
        "next": hours.next_hours(group, clock.now()),
        "source_url": settings.SOURCE_URL,
        "membership": membership,
        "quarter": counting.quarter(group.organisation_id, clock.now().date()),
        "opened": sealing.opened_of(membership),
    }
    return render(request, "groups/about.html", context)


@require_http_methods(["GET", "POST"])
def name(request: HttpRequest, gid: str) -> HttpResponse:
    membership = access.membership_of(request.user, gid)
    given = request.POST if request.method == "POST" else None
    form = Name(given, account=request.user, initial={"pseudonym": membership.pseudonym})  # type: ignore[arg-type]
    context = {"group": membership.group, "form": form}
    if request.method == "GET":
        return render(request, "groups/name.html", context)
    if wait := limits.take("names", form.account.pk):  # unjudged: what is wrong with it would tell
        again = Name(account=form.account, initial=request.POST.dict())
        return too_many(request, wait, "groups/name.html", group=membership.group, form=again)
    if form.is_valid():
        try:
            editing.rename(membership, form.cleaned_data["pseudonym"])
            return redirect("groups:room", gid)
        except editing.NameTaken:
            form.add_error(
                "pseudonym", _("Somebody in this group has a name that looks like this one.")
            )
    return render(request, "groups/name.html", context, status=422)


@require_POST
def read(request: HttpRequest, gid: str) -> HttpResponse:
    """She has read up to `rev`."""
    membership = access.membership_of(request.user, gid)
    rev = request.POST.get("rev", "")
    if rev.isascii() and rev.isdigit() and len(rev) < 19:
        history.mark_read(membership, int(rev))
    return redirect("groups:room", gid)
