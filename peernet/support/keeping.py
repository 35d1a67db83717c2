"""What support keeps of a person: her saved list, until she erases it or herself."""

from __future__ import annotations

from collections.abc import Collection

from peernet.accounts.models import Account
from peernet.vault import keys

from . import directory, saving
from .models import Shelf


def erase(account: Account) -> None:
    Shelf.objects.filter(pk=account.pk).delete()
    keys.destroy(f"account:{account.pk}")


def export(account: Account, owners: Collection[str]) -> list[dict[str, str]]:
    """What she saved and may still see; `owners` are her organisations."""
    saved = set(saving.saved_by(account))
    seen = [e for e in directory.visible(owners) if {e.id, e.replaces} & saved]
    return [{"name": e.name, "reach": e.reach, "hours": e.hours} for e in seen]
