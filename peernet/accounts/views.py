"""Signing in and out, recovery, devices and settings."""

from __future__ import annotations

from typing import Any

from allauth.account import views as allauth_views
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from peernet.kit import limits
from peernet.kit.ids import known_id

from . import recovery, sessions
from .forms import LONGEST, Recover, Settings
from .models import digest_of
from .second_factor import lately

MOST_SHOWN = 50  # sessions on one page


def too_many(
    request: HttpRequest, seconds: int, page: str = "accounts/too_many.html", **typed: Any
) -> HttpResponse:
    """429 with when to come back: a page of its own, or the form once more with what was typed."""
    return limits.later(render(request, page, {"seconds": seconds, **typed}), seconds)


def slow_when_guessed_at(response: HttpResponse, handle: str) -> HttpResponse:
    """Every answer about a handle that is being guessed at comes late; nobody is locked out."""
    if limits.crowded("sign-in-wrong-handle", digest_of(handle)):
        response.hold_seconds = limits.SLOW_ANSWER_SECONDS  # type: ignore[attr-defined]
    return response


@method_decorator(sensitive_post_parameters(), name="dispatch")
class SignInView(allauth_views.LoginView):
    """allauth's, answering 422 to a wrong pair and 429 to too many."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wait = limits.waiting("sign-in-wrong", limits.address_of(request))
        if wait:
            return self._later(wait)
        response: HttpResponse = super().post(request, *args, **kwargs)
        return slow_when_guessed_at(response, request.POST.get("login", "")[:200])

    def form_invalid(self, form: Any) -> HttpResponse:
        wait = limits.waiting("sign-in-wrong", limits.address_of(self.request))
        if wait:
            return self._later(wait)
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 422
        return response

    def _later(self, seconds: int) -> HttpResponse:
        """Unbound, so that nothing is looked up: her name stays in it, her password does not."""
        form = self.get_form_class()(
            initial={"login": self.request.POST.get("login", "")[:LONGEST]}
        )
        context = self.get_context_data(form=form)
        return too_many(self.request, seconds, self.template_name, **context)


class _AsksForPassword:
    """Whoever holds an open phone must not find the password out by trying (SEC-12): past ten
    wrong ones an account's answers come later and later, on every page that asks for it."""

    field: str

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wait = limits.waiting("password-wrong", str(request.user.pk))
        if wait:
            return too_many(request, wait)
        response: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        request: HttpRequest = self.request  # type: ignore[attr-defined]
        guessed = self.field in form.errors and bool(request.POST.get(self.field))
        wait = limits.wrong("password-wrong", str(request.user.pk)) if guessed else 0
        if wait:
            return too_many(request, wait)
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        response.status_code = 422
        return response


@method_decorator(sensitive_post_parameters(), name="dispatch")
class PasswordChangeView(_AsksForPassword, allauth_views.PasswordChangeView):
    """allauth's, after which every session of the account is over."""

    field = "oldpassword"

    def form_valid(self, form: Any) -> HttpResponse:
        account = self.request.user
        response: HttpResponse = super().form_valid(form)
        sessions.end_all_of(account)  # type: ignore[arg-type]
        return response


@method_decorator(sensitive_post_parameters(), name="dispatch")
class ReauthenticateView(_AsksForPassword, allauth_views.ReauthenticateView):
    field = "password"


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def recover(request: HttpRequest) -> HttpResponse:
    """Handle and phrase set a new password. A wrong pair and a missing account answer alike."""
    form = Recover(request.POST or None)
    if request.method == "GET":
        return render(request, "accounts/recover.html", {"form": form})
    address = limits.address_of(request)
    wait = limits.waiting("sign-in-wrong", address)
    if wait:
        return _recover_later(request, wait)
    if not form.is_valid():
        return render(request, "accounts/recover.html", {"form": form}, status=422)
    handle = form.cleaned_data["handle"]
    if recovery.recover(handle, form.cleaned_data["phrase"], form.cleaned_data["password"]):
        return slow_when_guessed_at(redirect("account_login"), handle)
    limits.wrong("sign-in-wrong-handle", digest_of(handle))
    wait = limits.wrong("sign-in-wrong", address)
    if wait:
        return _recover_later(request, wait)
    page = render(request, "accounts/recover.html", {"form": form, "wrong": True}, status=422)
    return slow_when_guessed_at(page, handle)


def _recover_later(request: HttpRequest, seconds: int) -> HttpResponse:
    typed = {name: request.POST.get(name, "")[:LONGEST] for name in ("handle", "phrase")}
    return too_many(request, seconds, "accounts/recover.html", form=Recover(initial=typed))


@require_http_methods(["GET", "POST"])
def devices(request: HttpRequest) -> HttpResponse:
    """Her sessions, the newest of them where somebody made thousands; any other may be ended, or
    all others at once."""
    account, here = request.user, sessions.key_digest(request.session.session_key or "")
    mine = account.sessions.order_by("-started_at")  # type: ignore[union-attr]
    if request.method == "POST":
        if request.POST.get("all") == "1":
            sessions.end_others(request)
        else:
            chosen = mine.filter(public_id=known_id(request.POST.get("session", ""))).exclude(
                session_key=here
            )
            sessions.end(*chosen.values_list("session_key", flat=True))
        return redirect("accounts:devices")
    shown = mine[:MOST_SHOWN]
    return render(request, "accounts/devices.html", {"sessions": shown, "here": here})


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    account = request.user
    if request.method == "GET":
        form = Settings(instance=account, initial={"language": account.language or get_language()})  # type: ignore[union-attr,misc]
        return render(request, "accounts/settings.html", {"form": form})
    form = Settings(request.POST, instance=account)  # type: ignore[misc]
    if not form.is_valid():
        return render(request, "accounts/settings.html", {"form": form}, status=422)
    account.save(update_fields=form.Meta.fields)  # type: ignore[call-arg]
    if "idle_minutes" in form.changed_data:
        sessions.end_after(account, form.cleaned_data["idle_minutes"])  # type: ignore[arg-type]
    return redirect("accounts:settings")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def phrase(request: HttpRequest) -> HttpResponseBase:
    """GET says what will happen; POST makes a recovery phrase."""
    if request.method == "GET":
        return render(request, "accounts/phrase.html", {"phrase": ""})
    return _new_phrase(request)


@lately
def _new_phrase(request: HttpRequest) -> HttpResponse:
    """Shown in this one answer; an earlier one stops working, and so do her other sessions. Asked
    again who she is: an unlocked phone must not be enough to take the account (SEC-19)."""
    words = recovery.new_phrase(request.user, get_language() or "en")  # type: ignore[arg-type]
    sessions.end_others(request)
    return render(request, "accounts/phrase.html", {"phrase": words})
