"""A place that moves to a new account: asked by a facilitator, agreed by an administrator."""

from __future__ import annotations

from django.db import models

from peernet.kit.ids import new_id

from .invite import Invite
from .membership import Membership


class Return(models.Model):
    """Somebody lost her way in. Whoever is signed in as her may refuse for 24 hours."""

    id = models.CharField(max_length=22, primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(Membership, models.CASCADE, related_name="returns")
    asked_by = models.CharField(max_length=22)  # a facilitator's membership
    asked_at = models.DateTimeField()
    agreed_by = models.CharField(max_length=22, default="", blank=True)  # an appointment
    agreed_at = models.DateTimeField(null=True)
    ready_at = models.DateTimeField(null=True)  # from then on its code can be made
    refused_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(null=True)
    invite = models.OneToOneField(Invite, models.SET_NULL, null=True, related_name="return_of")

    def __str__(self) -> str:
        return self.id
