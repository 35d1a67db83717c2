"""The private thread between a member and her group's facilitators."""

from __future__ import annotations

from django.db import models

from peernet.kit.ids import new_id
from peernet.vault.fields import SealedText

from .group import Group
from .membership import Membership


class TalkWord(models.Model):
    """One thing said in it. `by` is its member, or the facilitator who answered (never named)."""

    id = models.CharField(max_length=22, primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="talk")
    member = models.ForeignKey(Membership, models.CASCADE, related_name="talk")
    by = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    key = models.CharField(max_length=64)
    answered_at = models.DateTimeField(null=True)  # of a member's word: a facilitator answered
    urgent = models.BooleanField(default=False)
    body = SealedText()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "key"], name="talk_key_once"),
        ]
        indexes = [models.Index(fields=["member", "at"], name="talk_by_member")]

    def __str__(self) -> str:
        return self.id

    def sealed_under(self) -> str:
        return f"group:{self.group_id}"
