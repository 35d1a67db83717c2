"""allauth's forms for second factors: a code works once, on whichever process; no use is dated, and
what she calls a passkey is sealed."""

from __future__ import annotations

from typing import Any

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as webauthn
from django.db import transaction

from peernet.kit import words
from peernet.vault import keys

MOST_NAME_CHARS = 60
SPENT = "spent"  # in an app's data: a digest of the last figures that let her in


class _Undated:
    """allauth writes down when a factor was used: that would be her last sign-in (product c10)."""

    user: Any

    def save(self) -> None:
        super().save()  # type: ignore[misc]
        Authenticator.objects.filter(user=self.user).update(last_used_at=None)


class _Once(_Undated):
    """allauth remembers used figures in this process alone, and marks a recovery code without a
    lock: of two who bring the same code at once, or to two processes, one comes in (SEC-14)."""

    @transaction.atomic
    def clean_code(self) -> str:
        list(Authenticator.objects.select_for_update().filter(user=self.user).order_by("pk"))
        code = str(super().clean_code())  # type: ignore[misc]
        found: Authenticator = self.authenticator  # type: ignore[attr-defined]
        if found.type == Authenticator.Type.TOTP and not _spend(found, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


def _spend(found: Authenticator, code: str) -> bool:
    """An app shows one code at a time, so the last one is all there is to remember."""
    spent = keys.digest("spent code", f"{found.pk}|{normalize_user_code(code)}")
    if found.data.get(SPENT) == spent:
        return False
    found.data[SPENT] = spent
    found.save(update_fields=["data"])
    return True


class _Named:
    """A passkey's name is often a person's ("…'s phone"): kept sealed, like the rest of her words."""

    def clean_name(self) -> str:
        cleaned: dict[str, str] = self.cleaned_data  # type: ignore[attr-defined]
        given = getattr(super(), "clean_name", lambda: cleaned["name"])()
        name = words.one_line(str(given))[:MOST_NAME_CHARS]
        return keys.seal("second-factors", "passkey name", name).hex()


def passkey_name(row: Authenticator) -> str:
    try:
        return keys.unseal("second-factors", "passkey name", bytes.fromhex(row.wrap().name))
    except (keys.CannotOpen, ValueError):
        return "–"


class Authenticate(_Once, base.AuthenticateForm):
    pass


class Reauthenticate(_Once, base.ReauthenticateForm):
    pass


class AuthenticateByPasskey(_Undated, webauthn.AuthenticateWebAuthnForm):
    pass


class ReauthenticateByPasskey(_Undated, webauthn.ReauthenticateWebAuthnForm):
    pass


class AddPasskey(_Named, webauthn.AddWebAuthnForm):
    pass


class RenamePasskey(_Named, webauthn.EditWebAuthnForm):
    def __init__(self, *args: Any, instance: Authenticator, **kwargs: Any) -> None:
        kwargs["initial"] = {"name": passkey_name(instance), **(kwargs.get("initial") or {})}
        super().__init__(*args, instance=instance, **kwargs)
