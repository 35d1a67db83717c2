"""A facilitator's private note on a member, shared among the group's facilitators."""

from __future__ import annotations

from django.db import models

from groups.models import Membership
from peernet.kit.ids import new_id
from peernet.vault.fields import SealedText


class Note(models.Model):
    id = models.CharField(max_length=22, primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(Membership, models.CASCADE, related_name="notes_about")
    by = models.ForeignKey(Membership, models.CASCADE, related_name="notes_by")
    made_at = models.DateTimeField()
    words = SealedText()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(member=models.F("by")), name="note_not_on_oneself"
            )
        ]

    def __str__(self) -> str:
        return self.id

    def sealed_under(self) -> str:
        return f"group:{self.member.group_id}"
