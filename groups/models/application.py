"""Somebody who used a good code where admission is asked: not yet a member."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from peernet.kit.ids import new_id
from peernet.vault.fields import SealedText

from .group import Group
from .invite import Invite

LAPSES_DAYS = 7


class Application(models.Model):
    class Outcome(models.TextChoices):
        ADMITTED = "admitted"
        REFUSED = "refused"
        LAPSED = "lapsed"

    id = models.CharField(max_length=22, primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="applications")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="applications"
    )
    invite = models.ForeignKey(Invite, models.SET_NULL, null=True, related_name="applications")
    made_on = models.DateField(auto_now_add=True)
    agreed_version = models.PositiveIntegerField(default=0)
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome, default="", blank=True)
    pseudonym = SealedText()
    words = SealedText()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "account"],
                condition=models.Q(decided_at=None),
                name="application_one_open_a_group",
            )
        ]

    def __str__(self) -> str:
        return self.id

    def sealed_under(self) -> str:
        return f"group:{self.group_id}"
