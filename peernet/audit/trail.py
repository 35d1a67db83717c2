"""Records a deed in the transaction that does it."""

from __future__ import annotations

from django.db import connection

from peernet.kit import clock
from peernet.vault import keys

from . import chain as chains
from .actions import Action
from .models import Entry, Head


class NotInATransaction(Exception):
    """A deed and its entry must stand or fall together."""


def record(
    action: Action, *, chain: str, actor: str = "", subject: str = "", reason: str = ""
) -> Entry:
    """Add an entry to the organisation's chain. Call it last: it locks the chain's head.

    Raises NotInATransaction outside `transaction.atomic()`.
    """
    if not connection.in_atomic_block:
        raise NotInATransaction(action)
    head = Head.objects.select_for_update().get(pk=chain)
    entry = Entry(
        chain=chain,
        number=head.number + 1,
        at=clock.now().replace(microsecond=0),
        action=action,
        actor=actor,
        subject=subject,
        previous=head.hash,
        reason=_sealed(chain, head.number + 1, reason),
    )
    entry.hash = chains.hash_of(entry)
    entry.save(force_insert=True)
    head.number, head.hash = entry.number, entry.hash
    head.seal = chains.seal_of(head)
    head.save(update_fields=["number", "hash", "seal"])
    return entry


def begin(chain: str) -> None:
    """Start an organisation's chain."""
    head = Head(chain=chain)
    head.seal = chains.seal_of(head)
    head.save(force_insert=True)


def reason_of(entry: Entry) -> str:
    token = bytes(entry.reason)
    return (
        keys.unseal(f"organisation:{entry.chain}", _place(entry.chain, entry.number), token)
        if token
        else ""
    )


def _sealed(chain: str, number: int, reason: str) -> bytes:
    return keys.seal(f"organisation:{chain}", _place(chain, number), reason) if reason else b""


def _place(chain: str, number: int) -> str:
    return f"audit_entry.reason|{chain}|{number}"
