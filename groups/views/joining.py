"""`/join/`: a code, then a name and a password, then six words to keep."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from peernet.accounts import handles, recovery
from peernet.accounts.models import Account, digest_of
from peernet.accounts.views import too_many
from peernet.kit import limits

from .. import joining, returning, revoking
from ..forms import Code, Join
from ..models import Appointment, Invite

BACKEND = "peernet.accounts.adapter.ByHandle"
INVITE, HANDLE, KEEP = "invite", "handle", "keep"  # in the sealed session


@login_not_required
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """The code. Used, expired, revoked, invented, wrong phrase: one answer, one time."""
    if request.method == "GET":
        told = {"form": Code(), "told": "told" in request.GET}
        return render(request, "groups/join.html", told)
    if "wrong_hands" in request.POST:
        return _slow_when_guessed_at(_wrong_hands(request))
    return _slow_when_guessed_at(_redeemed(request))


def _redeemed(request: HttpRequest) -> HttpResponse:
    address = limits.address_of(request)
    wait = limits.waiting("join-wrong", address)
    if wait:
        return _later(request, wait)
    form = Code(request.POST)
    form.is_valid()  # too long or empty is as wrong as any other code: the same answer
    try:
        invite = joining.look_up(
            str(request.POST.get("code", ""))[:200], str(request.POST.get("phrase", ""))[:200]
        )
    except joining.NoSuchInvite:
        limits.wrong("join-wrong-all", "")
        wait = limits.wrong("join-wrong", address)
        return _later(request, wait) if wait else no_such_invite(request)
    request.session[INVITE], request.session[HANDLE] = invite.pk, handles.draw()
    return redirect("groups:join-new")


def _wrong_hands(request: HttpRequest) -> HttpResponse:
    """Whoever holds a code kills it; the answer is the same whether there was such a code."""
    address = limits.address_of(request)
    wait = limits.waiting("join-wrong", address)
    lost = str(request.POST.get("code", ""))[:200]
    if wait:
        return too_many(request, wait, "groups/join.html", form=Code(), lost=lost)
    if not revoking.holder_says_wrong_hands(lost):
        limits.wrong("join-wrong-all", "")
        limits.wrong("join-wrong", address)
    return redirect("/join/?told")


def _slow_when_guessed_at(response: HttpResponse) -> HttpResponse:
    if limits.crowded("join-wrong-all"):
        response.hold_seconds = limits.SLOW_ANSWER_SECONDS  # type: ignore[attr-defined]
    return response


def no_such_invite(request: HttpRequest) -> HttpResponse:
    context = {"form": _typed(request), "wrong": True}
    return render(request, "groups/join.html", context, status=422)


def _later(request: HttpRequest, seconds: int) -> HttpResponse:
    return too_many(request, seconds, "groups/join.html", form=_typed(request))


def _typed(request: HttpRequest) -> Code:
    """Code and spoken words as they came: on a small keyboard they are long to type."""
    return Code(initial={name: request.POST.get(name, "")[:200] for name in ("code", "phrase")})


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Who she will be here. Somebody signed in already only chooses a name for this group."""
    try:
        invite = joining.still_open(request.session.get(INVITE, ""))
    except joining.NoSuchInvite:
        if request.method == "GET" and INVITE not in request.session:
            return redirect("groups:join")
        return no_such_invite(request)
    if request.method == "POST" and "draw" in request.POST:
        request.session[HANDLE] = handles.draw()
        return _form_page(request, invite, _form(request, invite, {"initial": request.POST.dict()}))
    if request.method == "GET":
        return _form_page(request, invite, _form(request, invite, {}))
    form = _form(request, invite, {"data": request.POST})
    if form.account and (wait := limits.take("names", form.account.pk)):
        again = _form(request, invite, {"initial": request.POST.dict()})
        return limits.later(_form_page(request, invite, again, seconds=wait), wait)
    if not form.is_valid():
        return _form_page(request, invite, form, status=422)
    return _let_in(request, invite, form)


def _form(request: HttpRequest, invite: Invite, given: dict[str, Any]) -> Join:
    account = request.user if isinstance(request.user, Account) else None
    handle = "" if account else str(request.session.get(HANDLE, ""))
    group = None if returning.moves(invite) else invite.group  # her name stays as it is
    return Join(group=group, account=account, handle=handle, **given)


def _form_page(
    request: HttpRequest, invite: Invite, form: Join, status: int = 200, **more: object
) -> HttpResponse:
    group = invite.group
    agreement = group.agreements.order_by("-version").first() if group else None
    context = {
        "form": form, "group": group, "handle": form.handle, "agreement": agreement, **more
    }  # fmt: skip
    return render(request, "groups/join_new.html", context, status=status)


def _let_in(request: HttpRequest, invite: Invite, form: Join) -> HttpResponse:
    """Account, membership and audit entry are one transaction; the slow hashing is before it."""
    account = form.account or _account(form)
    try:
        with transaction.atomic():
            if form.account is None:
                account.save(force_insert=True)
            person = joining.Person(
                account, form.cleaned_data.get("pseudonym", ""), form.cleaned_data.get("words", "")
            )
            came_of_it = joining.redeem(invite.pk, person)
    except joining.NoSuchInvite:
        return no_such_invite(request)
    except joining.NameTaken:
        form.add_error(
            "pseudonym", _("Somebody in this group has a name that looks like this one.")
        )
        return _form_page(request, invite, form, status=422)
    return _go_in(request, form, account, came_of_it)


def _account(form: Join) -> Account:
    account = Account(handle_digest=digest_of(form.handle), language=get_language() or "")
    account.set_password(form.cleaned_data["password"])
    return account


def _go_in(
    request: HttpRequest, form: Join, account: Account, came_of_it: joining.Joined
) -> HttpResponse:
    request.session.pop(INVITE, None)
    request.session.pop(HANDLE, None)
    where = "administration:office" if isinstance(came_of_it, Appointment) else "groups:mine"
    if form.account is not None:
        return redirect(where)
    login(request, account, backend=BACKEND)
    record_authentication(request, account, method="password")
    request.session[KEEP] = where
    return redirect("groups:join-keep")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def keep(request: HttpRequest) -> HttpResponse:
    """A button; its POST makes the phrase and shows it in that answer only."""
    where = request.session.get(KEEP, "")
    if request.method == "GET" or not where:
        return render(request, "groups/join_keep.html") if where else redirect("groups:mine")
    del request.session[KEEP]
    phrase = recovery.new_phrase(request.user, get_language() or "en")  # type: ignore[arg-type]
    return render(request, "groups/join_keep.html", {"phrase": phrase, "where": where})
