"""Who looks at something, and that it was decided. What waits is a query (waiting.py), not a row."""

from __future__ import annotations

from django.db import models

from groups.models import Group, Membership


class Case(models.Model):
    """Its id is the id of what it is about: a message, an application, a member's private thread,
    a report about a person, an appeal. A row is made when somebody first claims or decides it."""

    id = models.CharField(max_length=22, primary_key=True)
    group = models.ForeignKey(Group, models.CASCADE, related_name="cases")
    claimed_by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    claimed_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=22, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(claimed_by=None) | models.Q(claimed_at__isnull=False),
                name="case_claim_has_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_at=None, decided_by="")
                | (models.Q(decided_at__isnull=False) & ~models.Q(decided_by="")),
                name="case_decision_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.id
