"""Accounts, their sessions, and what open sockets must learn of both."""

from __future__ import annotations

import unicodedata
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _

from peernet.kit.ids import new_id
from peernet.vault import keys


def digest_of(handle: str) -> str:
    """Handles are looked up by a keyed digest and kept in no other form."""
    return keys.digest("handle", "-".join(one_form(handle).lower().replace("-", " ").split()))


def one_form(typed: str) -> str:
    """What the same keys give on every keyboard: one accent, one width (NFKC)."""
    return unicodedata.normalize("NFKC", typed)


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(handle_digest=username)


class Account(AbstractBaseUser):
    """Somebody who signs in. No e-mail, no name, no last sign-in; its id never leaves the server."""

    class TextSize(models.TextChoices):
        USUAL = "usual", _("usual")
        LARGE = "large", _("large")
        LARGEST = "largest", _("largest")

    id = models.CharField(max_length=22, primary_key=True, default=new_id, editable=False)
    handle_digest = models.CharField(max_length=43, unique=True)
    recovery = models.CharField(max_length=128, default="")  # Argon2 of the phrase, "" without one
    made_on = models.DateField(auto_now_add=True)
    language = models.CharField(max_length=5, default="")
    cover = models.CharField(max_length=12, default="")  # which of the covers (accounts/covers.py)
    text_size = models.CharField(max_length=8, choices=TextSize, default=TextSize.USUAL)
    idle_minutes = models.PositiveSmallIntegerField(default=30)
    enter_sends = models.BooleanField(default=True)

    last_login = None  # type: ignore[assignment]  # never kept
    is_active = True
    objects: ClassVar[AccountManager] = AccountManager()  # type: ignore[assignment]
    USERNAME_FIELD = "handle_digest"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(idle_minutes__in=[10, 30]), name="account_idle_10_or_30"
            )
        ]

    def __str__(self) -> str:
        return "account"

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password and one_form(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        return super().check_password(raw_password and one_form(raw_password))


class Session(AbstractBaseSession):
    """A session, under a digest of its cookie; the cookie's own value is nowhere in the database."""

    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="sessions")
    public_id = models.CharField(max_length=22, default=new_id)  # what the devices page names
    started_at = models.DateTimeField()
    used_at = models.DateTimeField()

    @classmethod
    def get_session_store_class(cls):  # type: ignore[no-untyped-def]
        from .sessions import SessionStore

        return SessionStore

    def __str__(self) -> str:
        return "session"


class Standing(models.Model):
    """Something that open sockets must learn besides revisions; kept a day.

    It stands here, below groups, because sessions end here; `of` is the opaque id of what it is
    about (a session's key, an account, a membership).
    """

    class Kind(models.TextChoices):
        SESSION_ENDED = "session_ended"
        ACCOUNT_ENDED = "account_ended"
        IDLE_CHANGED = "idle_changed"  # an account's sessions end sooner or later than they did
        MEMBERSHIP_CHANGED = "membership_changed"  # joined, ended, role, duty, blocks
        TOLD = "told"  # something for one person: `of` a membership, `note` says what to read

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    kind = models.CharField(max_length=20, choices=Kind)
    of = models.CharField(max_length=64)
    note = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return self.kind
