"""What a password may be: Django's two rules in our words, not like the handle, not endless. All judge
the form that is kept (models.one_form)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .models import one_form

FEWEST_CHARS, MOST_CHARS = 10, 128


class LongEnough(password_validation.MinimumLengthValidator):
    def __init__(self) -> None:
        super().__init__(FEWEST_CHARS)

    def validate(self, password: str, user: Any = None) -> None:
        super().validate(one_form(password), user)

    def get_error_message(self) -> str:
        return _("This is too short. Use 10 characters or more.")

    def get_help_text(self) -> str:
        return _("10 characters or more.")


class NotEverybodys(password_validation.CommonPasswordValidator):
    def validate(self, password: str, user: Any = None) -> None:
        super().validate(one_form(password), user)

    def get_error_message(self) -> str:
        return _(
            "Many people use this password, so it is tried first. Put three words together that only you would."
        )

    def get_help_text(self) -> str:
        return _("Not one that many people use.")


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
        if max(len(password), len(one_form(password))) > MOST_CHARS:
            raise ValidationError(_("Use 128 characters at most."))

    def get_help_text(self) -> str:
        return _("128 characters at most.")


def _letters(text: str) -> str:
    return "".join(letter for letter in one_form(text).lower() if letter.isalnum())
