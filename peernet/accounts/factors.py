"""allauth's pages for second factors, answering 422 to a wrong code and 429 to too many."""

from __future__ import annotations

import io
from typing import Any

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn import views as webauthn
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET

from peernet.kit import limits

from . import sessions
from .factor_forms import passkey_name
from .views import too_many

LIMIT = "second-factor-wrong"


class _Refuses:
    """What does not fit is shown with why, as 422 like everywhere."""

    def form_invalid(self, form: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().form_invalid(form)  # type: ignore[misc]
        response.status_code = 422
        return response


class _Slowed(_Refuses):
    """Six figures can be guessed: past five wrong ones an account's answers come later and later.

    allauth's own limits are off, because they keep plain addresses."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        wait = limits.waiting(LIMIT, self._whose())
        if wait:
            return too_many(request, wait)
        response: HttpResponseBase = super().post(request, *args, **kwargs)  # type: ignore[misc]
        return response

    def form_invalid(self, form: Any) -> HttpResponseBase:
        wait = limits.wrong(LIMIT, self._whose())
        if wait:
            return too_many(self.request, wait)  # type: ignore[attr-defined]
        return super().form_invalid(form)

    def _whose(self) -> str:
        return str(self.request.user.pk)  # type: ignore[attr-defined]


class _EndsOthers:
    """Whoever else is signed in as her came in without what now stands: that session ends, and its
    sockets within a second (SEC-18). The change and the ending stand or fall together."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().form_valid(form)  # type: ignore[misc]
        sessions.end_others(self.request)  # type: ignore[attr-defined]
        return response


@method_decorator(sensitive_post_parameters(), name="dispatch")
class AuthenticateView(_Slowed, base.AuthenticateView):
    def _whose(self) -> str:
        return str(self.stage.login.user.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A passkey is offered to somebody who has one: past the password that is no secret."""
        if not is_mfa_enabled(self.stage.login.user, [Authenticator.Type.WEBAUTHN]):
            self.webauthn_form = None
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context


@method_decorator(sensitive_post_parameters(), name="dispatch")
class ReauthenticateView(_Slowed, base.ReauthenticateView):
    pass


@method_decorator(sensitive_post_parameters(), name="dispatch")
class ActivateView(_EndsOthers, _Slowed, totp.ActivateTOTPView):
    pass


class _Shown:
    def form_invalid(self, form: Any) -> HttpResponseBase:
        """allauth leads to the sign-in page instead, which somebody signed in never sees."""
        context = self.get_context_data(form=form)  # type: ignore[attr-defined]
        response: HttpResponseBase = self.render_to_response(context)  # type: ignore[attr-defined]
        return response


class PasskeyReauthenticateView(_Slowed, _Shown, webauthn.ReauthenticateWebAuthnView):
    pass


class DeactivateView(_EndsOthers, _Refuses, totp.DeactivateTOTPView):
    pass


class AddPasskeyView(_EndsOthers, _Slowed, webauthn.AddWebAuthnView):
    pass


class RemovePasskeyView(_EndsOthers, webauthn.RemoveWebAuthnView):
    pass


class RenamePasskeyView(_Refuses, webauthn.EditWebAuthnView):
    pass


class PasskeysView(webauthn.ListWebAuthnView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["passkeys"] = [(row, passkey_name(row)) for row in context["authenticators"]]
        return context


class NewRecoveryCodesView(_EndsOthers, recovery_codes.GenerateRecoveryCodesView):
    pass


class RecoveryCodesView(recovery_codes.ViewRecoveryCodesView):
    """GET offers a button; its POST shows the codes, in that answer only (as with /join/keep/).

    A page that shows them on GET would lose them: scripts fetch where a form leads, then go there.
    """

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        mine = Authenticator.objects.filter(
            user=request.user.pk, type=Authenticator.Type.RECOVERY_CODES
        ).first()
        if mine is None:
            raise Http404
        codes = mine.wrap()
        told = {"waiting": not codes.did_view, "unused_codes": codes.get_unused_codes()}
        return render(request, "mfa/recovery_codes/index.html", told)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response


@require_GET
def secret_picture(request: HttpRequest) -> HttpResponse:
    """The QR of the secret that this session was just shown as text."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404
    drawn = io.BytesIO()
    address = get_adapter().build_totp_url(request.user, secret)
    segno.make(address, error="m").save(drawn, kind="svg", scale=4, border=2, xmldecl=False)
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")
