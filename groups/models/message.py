"""What somebody said, sealed under the group's key."""

from __future__ import annotations

from django.db import models

from peernet.kit.ids import new_id
from peernet.vault.fields import SealedText

from .group import Group
from .membership import Membership

MOST_CHARS = 4000
NOTE_MOST_CHARS = 120
CARD_MARK = "\u2060"  # opens the words of a card; nobody can type it (words.tidy takes it away)


class Message(models.Model):
    """`seq` is the revision at which it became visible: it orders history and never changes."""

    class State(models.TextChoices):
        VISIBLE = "visible"
        HELD = "held"
        REFUSED = "refused"  # was held, not let through: sealed 30 days for an appeal
        HIDDEN = "hidden"
        REMOVED = "removed"  # taken back or erased: the words are destroyed

    class HeldFor(models.TextChoices):
        NEWCOMER = "newcomer"
        RESTING = "resting"
        ROOM = "room"  # the room's mode is held
        SECOND_LOOK = "second_look"

    id = models.CharField(max_length=22, primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="messages")
    author = models.ForeignKey(Membership, models.CASCADE, related_name="messages")
    role = models.CharField(max_length=12)  # under which it was written
    key = models.CharField(max_length=64)  # the browser's; makes sending twice harmless
    seq = models.PositiveBigIntegerField(null=True)
    rev = models.PositiveBigIntegerField(null=True)
    state = models.CharField(max_length=8, choices=State)
    held_for = models.CharField(max_length=12, choices=HeldFor, default="", blank=True)
    reply_to = models.ForeignKey("self", models.SET_NULL, null=True, related_name="replies")
    at = models.DateTimeField()  # when it was sent; shown when it became visible, `shown_at`
    shown_at = models.DateTimeField(null=True)
    edited_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)  # let through or refused
    told_author_at = models.DateTimeField(null=True)  # that it was refused
    body = SealedText()
    note = SealedText()
    waiting_body = SealedText()  # an edit that waits for review; the old text stays meanwhile
    waiting_note = SealedText()
    decision = SealedText()  # why it was refused: words for the author, or a reason's code

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["author", "key"], name="message_key_once_an_author"),
            models.UniqueConstraint(fields=["group", "seq"], name="message_one_a_seq"),
            models.CheckConstraint(
                condition=models.Q(seq__isnull=False, rev__isnull=False)
                | models.Q(seq=None, rev=None, state__in=["held", "refused", "removed"]),
                name="message_visible_has_seq_and_rev",
            ),
        ]
        indexes = [
            models.Index(fields=["group", "rev"], name="message_by_rev"),
            models.Index(
                fields=["group", "at"], condition=models.Q(state="held"), name="message_held"
            ),
            models.Index(  # changes that wait for a look
                fields=["group", "at"],
                condition=~models.Q(waiting_body=b""),
                name="message_edit_waits",
            ),
            models.Index(  # what was never shown, for retention
                fields=["group", "at"], condition=models.Q(seq=None), name="message_never_shown"
            ),
        ]

    def __str__(self) -> str:
        return self.id

    @property
    def is_card(self) -> bool:
        """An entry of the directory that a facilitator put into the room (putting.py)."""
        return self.body.startswith(CARD_MARK)

    def sealed_under(self) -> str:
        return f"group:{self.group_id}"
