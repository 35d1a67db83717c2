"""Somebody who works for an organisation: not a membership, and no chat is read by it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from peernet.kit.ids import new_id

from .organisation import Organisation


class Appointment(models.Model):
    id = models.CharField(max_length=22, primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="appointments")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="appointments"
    )
    began_on = models.DateField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "account"],
                condition=models.Q(ended_at=None),
                name="appointment_once_an_organisation",
            )
        ]

    def __str__(self) -> str:
        return self.id
