"""Two rules for passwords beside Django's own: not like the handle, not endless."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_CHARS = 128


class NotTheHandle:
    """The handle is known only while she joins; `account.handle` is set on it then."""

    def validate(self, password: str, user: Any = None) -> None:
        handle = _letters(getattr(user, "handle", ""))
        plain = _letters(password)
        if handle and (handle in plain or plain in handle):
            raise ValidationError(_("This password is too much like your sign-in name."))

    def get_help_text(self) -> str:
        return _("It must not be like your sign-in name.")


class NotTooLong:
    def validate(self, password: str, user: Any = None) -> None:
        if len(password) > MOST_CHARS:
            raise ValidationError(_("Use 128 characters at most."))

    def get_help_text(self) -> str:
        return _("128 characters at most.")


def _letters(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())
