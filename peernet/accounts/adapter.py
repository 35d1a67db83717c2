"""allauth behind one door: sign-in by handle only, no sign-up, no mail, sealed second factors."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peernet.kit import limits
from peernet.vault import keys

from .models import Account, digest_of


class ByHandle(AuthenticationBackend):
    """Looks the account up by its handle's digest; a missing one costs the same hashing."""

    def _authenticate_by_username(self, username: str, password: str) -> Any:
        account = Account.objects.filter(handle_digest=digest_of(username)).first()
        return self._check_password(account, password)


class Adapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy("This name and password do not fit together."),
        "incorrect_password": gettext_lazy("This is not your password."),
        "enter_current_password": gettext_lazy("This is not your password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False  # joining is groups/joining.py's, with a good code

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        """PeerNet sends no mail, whatever a library would like to."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return "unknown"

    def get_http_user_agent(self, request: HttpRequest) -> str:
        return ""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Limits are counted in the view, where an answer can be 429 (accounts/views.py)."""

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        limits.wrong("sign-in-wrong", limits.address_of(request))
        limits.wrong("sign-in-wrong-handle", digest_of(credentials.get("username") or ""))

    def reauthenticate(self, user: Account, password: str) -> bool:  # type: ignore[override]
        """By the account at hand: its handle is nowhere to be read back from."""
        return bool(user.check_password(password))


class SecondFactor(DefaultMFAAdapter):
    """Secrets sealed by the vault; what an authenticator app shows says nothing."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy(
            "This code is not right, or it was used already. Wait for the next one."
        ),
        "cannot_delete_authenticator": gettext_lazy("This cannot be taken away."),
    }

    def encrypt(self, text: str) -> str:
        return keys.seal("second-factors", "secret", text).hex()

    def decrypt(self, encrypted_text: str) -> str:
        return keys.unseal("second-factors", "secret", bytes.fromhex(encrypted_text))

    def get_totp_label(self, user: Any) -> str:
        return str(settings.COVER_TITLE)

    def get_totp_issuer(self) -> str:
        return str(settings.COVER_TITLE)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity = dict(super().get_public_key_credential_rp_entity())
        return {**entity, "name": str(settings.COVER_TITLE)}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        name = _("you")
        return {
            "id": keys.digest("passkey", user.pk).encode()[:32],
            "name": name,
            "display_name": name,
        }


def no_name(account: Account) -> str:
    """What allauth may show of somebody: nothing."""
    return ""
