"""A facilitator on duty puts an entry of the directory into a room, as a card."""

from __future__ import annotations

from datetime import datetime

from peernet.accounts.models import Account
from peernet.support import cards
from peernet.support.entries import NETWORK, Entry

from . import access
from .answers import Answer
from .drawing import drawn_words
from .models import Membership
from .models.message import CARD_MARK
from .posting import Draft, post


def rooms_for(account: Account, entry: Entry, now: datetime) -> list[Membership]:
    """Where she may put it: rooms she facilitates now, of the organisation that keeps the entry."""
    held = [m for m in access.facilitated_by(account) if access.is_on_duty(m, now)]
    return [m for m in held if entry.owner in (NETWORK, m.group.organisation_id)]


def preview(entry: Entry) -> str:
    """The card as everybody will see it."""
    return drawn_words(CARD_MARK + cards.text_of(entry))


def put(membership: Membership, entry: Entry, *, key: str) -> Answer:
    """Post it as hers: a message like any other, but for the second look, which would stop it."""
    draft = Draft(key, cards.text_of(entry), card=True)
    return post(membership.account_id or "", membership.group_id, draft)
