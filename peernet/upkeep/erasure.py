"""Erases a person from every app, in one transaction."""

from __future__ import annotations

from django.db import transaction

from groups import erasing
from groups.erasing import Words
from moderation import keeping as moderation_keeping
from peernet.accounts import keeping as accounts_keeping
from peernet.accounts.models import Account
from peernet.support import keeping as support_keeping

__all__ = ["Words", "erase"]


@transaction.atomic
def erase(account: Account, words: Words) -> None:
    """Her groups first, then the account: its sockets close within a second."""
    if not erasing.hold_still(account):
        return
    moderation_keeping.erase(account)
    if words == Words.TAKEN:
        moderation_keeping.take_words(account)
    erasing.erase(account, words)
    support_keeping.erase(account)
    accounts_keeping.erase(account)
