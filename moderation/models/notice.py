"""What a person is told about a deed: the deed, why, until when; never by whom."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from groups.models import Membership, Message
from groups.reasons import Reason
from peernet.kit.ids import new_id
from peernet.vault.fields import SealedText


class Deed(models.TextChoices):
    """What a person can be told, each as she reads it."""

    LET_THROUGH = "let_through", _("Your message was let through.")
    REFUSE = "refuse", _("Your message was not let through.")
    HIDE = "hide", _("Your message was hidden.")
    RESTORE = "restore", _("Your message can be read again.")
    FOLD = "fold", _("Your message was folded under a note.")
    UNFOLD = "unfold", _("The note over your message was taken away.")
    WARN = "warn", _("A facilitator asks you to stop something.")
    WITHDRAW = "withdraw", _("What you were asked to stop was taken back.")
    MUTE = "mute", _("You cannot write in the room for a while.")
    UNMUTE = "unmute", _("You can write in the room again.")
    REMOVE = "remove", _("You were taken out of the group.")
    BRING_BACK = "bring_back", _("You are in the group again.")
    BAR = "bar", _("You were taken out of the group and cannot come back to it.")
    REPORTED_ACTED = "acted", _("What you reported was looked at, and something was done.")
    REPORTED_NOTHING = "nothing", _("What you reported was looked at. It stays as it is.")
    UPHELD = "upheld", _("Your answer was read by somebody else. It stays as it was decided.")
    OVERRULED = "overruled", _("Your answer was read by somebody else, and it was undone.")


APPEALABLE = frozenset({"refuse", "hide", "fold", "warn", "mute", "remove", "bar"})


class Notice(models.Model):
    """`by` is kept so that somebody else decides an appeal; no page shows it."""

    id = models.CharField(max_length=22, primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(Membership, models.CASCADE, related_name="notices")
    deed = models.CharField(max_length=12, choices=Deed)
    reason = models.CharField(max_length=10, choices=Reason, default="", blank=True)
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    case_id = models.CharField(max_length=22, default="", blank=True)
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="notices")
    until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    words = SealedText()
    kept = SealedText()  # what undoing needs: the note that was there before folding

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(deed="mute"),
                name="notice_until_is_for_mutes",
            )
        ]
        indexes = [
            models.Index(fields=["member", "made_at"], name="notice_by_member"),
            models.Index(fields=["member"], condition=models.Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return self.id

    def sealed_under(self) -> str:
        return f"group:{self.member.group_id}"
