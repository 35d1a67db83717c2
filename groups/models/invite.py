"""A code handed over by hand: stored as a keyed digest, shown once."""

from __future__ import annotations

from django.db import models

from peernet.kit.ids import new_id
from peernet.vault.fields import SealedText

from .group import Group
from .organisation import Organisation


class Invite(models.Model):
    class Role(models.TextChoices):
        MEMBER = "member"
        FACILITATOR = "facilitator"
        ADMINISTRATOR = "administrator"

    id = models.CharField(max_length=22, primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invites")
    group = models.ForeignKey(Group, models.CASCADE, null=True, related_name="invites")
    role = models.CharField(max_length=14, choices=Role, default=Role.MEMBER)
    code_digest = models.CharField(max_length=43, unique=True)
    phrase_digest = models.CharField(max_length=43, default="", blank=True)
    issued_by = models.CharField(max_length=22, default="", blank=True)  # membership, appointment
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    uses_left = models.PositiveIntegerField(default=1)
    revoked_at = models.DateTimeField(null=True)
    wrong_hands_at = models.DateTimeField(null=True)
    label = SealedText()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(uses_left__gte=0), name="invite_uses_left"),
            models.CheckConstraint(
                condition=models.Q(group=None, role="administrator")
                | (models.Q(group__isnull=False) & ~models.Q(role="administrator")),
                name="invite_administrators_join_no_group",
            ),
        ]

    def __str__(self) -> str:
        return self.id

    def sealed_under(self) -> str:
        return f"organisation:{self.organisation_id}"
