"""allauth's forms for second factors: a code works once, on whichever process; no use is dated, and
what she calls a passkey is sealed."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any, ClassVar

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as webauthn
from cryptography.exceptions import InvalidSignature
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy
from fido2.attestation.base import InvalidAttestation

from peernet.kit import words
from peernet.vault import keys

MOST_NAME_CHARS = 60
FAILED = gettext_lazy("That did not work. Nothing was changed; you can try again.")
# How fido2 stumbles over what no browser sends, besides what allauth expects of it.
_UNREADABLE = (
    TypeError,
    ValueError,
    KeyError,
    AttributeError,
    IndexError,
    NotImplementedError,
    RecursionError,
    struct.error,
    InvalidSignature,
    InvalidAttestation,
)
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


class _Answer(forms.JSONField):
    default_error_messages: ClassVar[dict[str, Any]] = {"required": FAILED, "invalid": FAILED}

    def to_python(self, value: Any) -> Any:
        """Numbers of thousands of digits and brackets in brackets are no JSON that Python reads."""
        try:
            return super().to_python(value)
        except (ValueError, RecursionError) as no:
            raise ValidationError(FAILED) from no

    def bound_data(self, data: Any, initial: Any) -> None:
        """What was sent is not read once more to be shown: the script asks the device anew."""

    def prepare_value(self, value: Any) -> str:
        return ""


class _Readable:
    """A passkey's answer is made by scripts: whatever comes instead is refused in words, and nothing
    but an answer is ever stored."""

    fields: dict[str, Any]
    cleaned_data: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = _Answer(widget=forms.HiddenInput)

    def clean_credential(self) -> Any:
        given = self.cleaned_data["credential"]
        if not isinstance(given, dict):
            raise ValidationError(FAILED)
        return _understood(getattr(super(), "clean_credential", lambda: given))

    def clean(self) -> Any:
        return _understood(super().clean)  # type: ignore[misc]


def _understood(step: Callable[[], Any]) -> Any:
    try:
        return step()
    except (ValidationError, *_UNREADABLE) as no:
        raise ValidationError(FAILED) from no


class Authenticate(_Once, base.AuthenticateForm):
    pass


class Reauthenticate(_Once, base.ReauthenticateForm):
    pass


class AuthenticateByPasskey(_Readable, _Undated, webauthn.AuthenticateWebAuthnForm):
    pass


class ReauthenticateByPasskey(_Readable, _Undated, webauthn.ReauthenticateWebAuthnForm):
    pass


class AddPasskey(_Readable, _Named, webauthn.AddWebAuthnForm):
    pass


class RenamePasskey(_Named, webauthn.EditWebAuthnForm):
    def __init__(self, *args: Any, instance: Authenticator, **kwargs: Any) -> None:
        kwargs["initial"] = {"name": passkey_name(instance), **(kwargs.get("initial") or {})}
        super().__init__(*args, instance=instance, **kwargs)
