"""What can come of a draft: Sent, Held or Refused, with words for the person."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from peernet.kit import words
from peernet.support import cards

from . import safety
from .models import Message
from .models.message import MOST_CHARS, NOTE_MOST_CHARS
from .safety.advice import ADVICE


@dataclass(frozen=True)
class Sent:
    id: str
    seq: int


@dataclass(frozen=True)
class Held:
    id: str


@dataclass(frozen=True)
class Refused:
    code: str
    retry_after: int | None = None
    findings: tuple[safety.Finding, ...] = ()
    help_from: cards.Help | None = None  # words of crisis or danger: the answer carries the card

    @property
    def advice(self) -> list[str]:
        """Why each matters, in plain words; each thing is said once."""
        return list(dict.fromkeys(_(ADVICE[found.advice]) for found in self.findings))

    @property
    def urgent(self) -> bool:
        return self.help_from is not None

    @property
    def help(self) -> str | None:
        return cards.draw(self.help_from) if self.help_from else None

    @property
    def detail(self) -> str:
        return _why(self)


Answer = Sent | Held | Refused


def first_answer(message: Message) -> Answer:
    if message.held_for or message.seq is None:
        return Held(message.pk)
    return Sent(message.pk, message.seq)


def _why(refused: Refused) -> str:
    texts = {
        "empty": _("There is nothing to send yet."),
        "too_long": _("A message holds 4,000 characters, a note 120. Please shorten it."),
        "slow_mode": _("The room is slow just now. Your words are kept: send them a little later."),
        "rate_limited": _("That was a lot at once. Your words are kept: send them a little later."),
        "muted": _(
            "You cannot write here for a while. You can still read, and talk to a facilitator."
        ),
        "paused": _(
            "The room is paused. Only facilitators on duty can write. Your words are kept."
        ),
        "archived": _("This group has ended. You can read it, but nothing can be added."),
        "not_a_member": _("You are not in this group."),
        "ask": _("Please look at this once more before it is sent. Nothing has been sent yet."),
        "malformed": _(
            "This could not be read. Your words are kept: reload the page and send again."
        ),
    }
    return texts.get(refused.code, texts["malformed"])


def unfit(typed: str, body: str, note: str = "") -> Refused | None:
    """What no room takes, whoever says it; `body` and `note` are made of what she typed."""
    if not words.is_seen(body):
        return Refused("empty")
    if words.length(typed) > MOST_CHARS or len(note) > NOTE_MOST_CHARS:
        return Refused("too_long")
    return None
