"""What is counted for funders, a month: rows go by retention, these counts stay."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .organisation import Organisation


class Tally(models.Model):
    class Kind(models.TextChoices):
        GROUPS = "groups", _("groups")
        MEMBERS = "members", _("members")
        MESSAGES = "messages", _("messages")
        SESSIONS = "sessions", _("sessions")
        REPORTS = "reports", _("reports")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="tallies")
    month = models.DateField()  # its first day
    kind = models.CharField(max_length=8, choices=Kind)
    n = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "month", "kind"], name="tally_one_a_month"
            )
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.kind}"
