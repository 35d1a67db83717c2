"""The recovery phrase: six plain words that set a new password and end every session."""

from __future__ import annotations

import secrets
import unicodedata
from functools import cache
from pathlib import Path

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from mnemonic import Mnemonic

from peernet.kit.words import as_heard

from . import sessions
from .models import Account, digest_of

WORDS = 6
WORD_FILES = Path(__file__).with_name("words")
_LISTS = {"en": "english", "es": "spanish"}
# Nobody should have to keep these words to get back in.
_UNKIND = frozenset((WORD_FILES / "unkind.txt").read_text(encoding="utf-8").split())


@cache
def words(language: str) -> tuple[str, ...]:
    listed = Mnemonic(_LISTS.get(language, "english")).wordlist
    kept = (unicodedata.normalize("NFC", word) for word in listed)
    return tuple(word for word in kept if word not in _UNKIND)


def new_phrase(account: Account, language: str) -> str:
    """Six words (65 bits), kept as an Argon2 hash only; an earlier phrase stops working."""
    phrase = " ".join(secrets.choice(words(language)) for _ in range(WORDS))
    account.recovery = make_password(as_heard(phrase))
    account.save(update_fields=["recovery"])
    return phrase


def recover(handle: str, phrase: str, password: str) -> bool:
    """Set a new password and end every session; the same work whether or not the handle exists."""
    account = Account.objects.filter(handle_digest=digest_of(handle)).first()
    kept = account.recovery if account else _nobodys()
    if not check_password(as_heard(phrase), kept) or not account:
        return False
    account.set_password(password)  # slow: before the transaction, which others wait for
    with transaction.atomic():
        account.save(update_fields=["password"])
        sessions.end_all_of(account)
    return True


@cache
def _nobodys() -> str:
    """A hash that no phrase opens, so that a missing account costs the same time."""
    return make_password(secrets.token_urlsafe(32))
