"""What lives under /account/: allauth's views that we use, and ours."""

from __future__ import annotations

from allauth.account import views as allauth_views
from django.urls import include, path
from django.views.generic import RedirectView

from . import factors, views

ours = (
    [
        path("recover/", views.recover, name="recover"),
        path("devices/", views.devices, name="devices"),
        path("settings/", views.settings, name="settings"),
        path("phrase/", views.phrase, name="phrase"),
    ],
    "accounts",
)

urlpatterns = [
    path("login/", views.SignInView.as_view(), name="account_login"),
    path("logout/", allauth_views.logout, name="account_logout"),
    path("reauthenticate/", views.ReauthenticateView.as_view(), name="account_reauthenticate"),
    path("password/change/", views.PasswordChangeView.as_view(), name="account_change_password"),
    path("2fa/a.svg", factors.secret_picture, name="secret-picture"),
    path("2fa/authenticate/", factors.AuthenticateView.as_view(), name="mfa_authenticate"),
    path("2fa/reauthenticate/", factors.ReauthenticateView.as_view(), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", factors.ActivateView.as_view(), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", factors.DeactivateView.as_view(), name="mfa_deactivate_totp"),
    path("2fa/webauthn/", factors.PasskeysView.as_view(), name="mfa_list_webauthn"),
    path("2fa/webauthn/add/", factors.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path(
        "2fa/webauthn/reauthenticate/",
        factors.PasskeyReauthenticateView.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "2fa/webauthn/keys/<int:pk>/edit/",
        factors.RenamePasskeyView.as_view(),
        name="mfa_edit_webauthn",
    ),
    path(
        "2fa/webauthn/keys/<int:pk>/remove/",
        factors.RemovePasskeyView.as_view(),
        name="mfa_remove_webauthn",
    ),
    path(
        "2fa/recovery-codes/generate/",
        factors.NewRecoveryCodesView.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/", factors.RecoveryCodesView.as_view(), name="mfa_view_recovery_codes"
    ),
    path("2fa/", include("allauth.mfa.urls")),
    path("", include(ours)),
    # Names that allauth's own pages link to; both lead to joining with a code or to the settings.
    path("signup/", RedirectView.as_view(url="/join/"), name="account_signup"),
    path("inactive/", RedirectView.as_view(url="/"), name="account_inactive"),
]
