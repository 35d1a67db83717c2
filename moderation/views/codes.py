"""`/desk/room/<gid>/codes/`: a facilitator's own codes, to hand to somebody she met."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from groups import access, conduct, inviting, joining
from groups.management.facts import spaced
from groups.models import Membership
from peernet.accounts.second_factor import second_factor_first
from peernet.kit import clock, limits
from peernet.kit.ids import known_id


@require_http_methods(["GET", "POST"])
@second_factor_first
def codes(request: HttpRequest, gid: str) -> HttpResponse:
    """The answer to a good POST shows the code: it stands in that answer only."""
    membership = access.facilitator_of(request.user, gid)
    conduct.be_here(membership, clock.now())
    if request.method == "GET":
        return _page(request, membership)
    if "take_back" in request.POST:
        inviting.take_back(membership, known_id(request.POST["take_back"]))
        return redirect("moderation:codes", gid)
    return _issued(request, membership)


def _issued(request: HttpRequest, membership: Membership) -> HttpResponse:
    phrase = request.POST.get("phrase", "").strip()
    if len(phrase) > joining.PHRASE_CHARS:
        why = _("The spoken words may have 100 characters.")
        return _page(request, membership, status=422, why=why, phrase=phrase)
    try:
        invite, code = inviting.issue_own(membership, phrase)
    except inviting.TooMany as no:
        why = _("You made ten codes within a day. The oldest of them makes room tomorrow.")
        return limits.later(_page(request, membership, why=why, phrase=phrase), no.seconds)
    except inviting.NotOnDuty:
        return _page(request, membership, status=422, phrase=phrase)
    except joining.CannotIssue as no:
        return _page(request, membership, status=422, why=str(no), phrase=phrase)
    return _page(request, membership, code=spaced(code), until=invite.expires_at, spoken=phrase)


def _page(
    request: HttpRequest, membership: Membership, status: int = 200, **more: object
) -> HttpResponse:
    context = {
        "group": membership.group,
        "on_duty": access.is_on_duty(membership, clock.now()),
        "open_ones": inviting.open_ones(membership),
        **more,
    }
    return render(request, "moderation/codes.html", context, status=status)
