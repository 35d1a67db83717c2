"""A member who does not want to hear another; an account that may not come back."""

from __future__ import annotations

from django.db import models

from .group import Group
from .membership import Membership


class Block(models.Model):
    by = models.ForeignKey(Membership, models.CASCADE, related_name="blocks")
    whom = models.ForeignKey(Membership, models.CASCADE, related_name="blocked_by")
    made_on = models.DateField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "whom"], name="block_once"),
            models.CheckConstraint(
                condition=~models.Q(by=models.F("whom")), name="block_not_oneself"
            ),
        ]

    def __str__(self) -> str:
        return "block"


class Bar(models.Model):
    """This account does not come back to this group. A new account cannot be recognised."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="bars")
    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="bars")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "account"], name="bar_once")]

    def __str__(self) -> str:
        return "bar"
