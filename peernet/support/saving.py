"""What somebody saved of the directory: hers alone, sealed under a key of her own."""

from __future__ import annotations

from django.db import transaction

from peernet.accounts.models import Account
from peernet.vault import keys

from .models import Shelf

MOST = 60
_CHARS = 1536  # every shelf is as long as a full one


def saved_by(account: Account) -> list[str]:
    """Ids, the newest last."""
    shelf = Shelf.objects.filter(pk=account.pk).first()
    return shelf.listed.split() if shelf else []


@transaction.atomic
def save(account: Account, entry_id: str) -> bool:
    """False when the shelf is full; saving twice changes nothing."""
    shelf = _locked(account)
    listed = shelf.listed.split()
    if entry_id in listed:
        return True
    if len(listed) >= MOST:
        return False
    _write(shelf, [*listed, entry_id])
    return True


@transaction.atomic
def unsave(account: Account, entry_id: str) -> None:
    shelf = _locked(account)
    _write(shelf, [one for one in shelf.listed.split() if one != entry_id])


def _locked(account: Account) -> Shelf:
    keys.make(f"account:{account.pk}")
    Shelf.objects.bulk_create([Shelf(account=account)], ignore_conflicts=True)
    return Shelf.objects.select_for_update().get(pk=account.pk)


def _write(shelf: Shelf, listed: list[str]) -> None:
    shelf.listed = " ".join(listed).ljust(_CHARS)
    shelf.save(update_fields=["listed"])
