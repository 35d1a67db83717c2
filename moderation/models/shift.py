"""A facilitator's duty in one group, and the two lines she leaves for the next one."""

from __future__ import annotations

from django.db import models

from groups.models import Membership
from peernet.kit.ids import new_id
from peernet.vault.fields import SealedText


class Shift(models.Model):
    id = models.CharField(max_length=22, primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(Membership, models.CASCADE, related_name="shifts")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    heavy_cases = models.PositiveSmallIntegerField(default=0)  # shown to her alone
    read_at = models.DateTimeField(null=True)  # the next one on duty has read the handover
    handover = SealedText()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=models.Q(ended_at=None), name="shift_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(ended_at__gte=models.F("began_at")),
                name="shift_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return self.id

    def sealed_under(self) -> str:
        return f"group:{self.member.group_id}"
