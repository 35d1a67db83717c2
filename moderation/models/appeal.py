"""A member's answer to a deed, decided by somebody other than who did it."""

from __future__ import annotations

from django.db import models

from peernet.kit.ids import new_id
from peernet.vault.fields import SealedText

from .notice import Notice


class Appeal(models.Model):
    class Outcome(models.TextChoices):
        UPHELD = "upheld"
        OVERRULED = "overruled"

    id = models.CharField(max_length=22, primary_key=True, default=new_id, editable=False)
    notice = models.OneToOneField(Notice, models.CASCADE, related_name="appeal")
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=22, default="", blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default="", blank=True)
    words = SealedText()
    answer = SealedText()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_at=None, outcome="", decided_by="")
                | (
                    models.Q(decided_at__isnull=False)
                    & ~models.Q(outcome="")
                    & ~models.Q(decided_by="")
                ),
                name="appeal_outcome_has_a_time",
            )
        ]

    def __str__(self) -> str:
        return self.id

    def sealed_under(self) -> str:
        return self.notice.sealed_under()
