"""One of five supporting marks under a message."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .membership import Membership
from .message import Message


class Reaction(models.Model):
    class Kind(models.TextChoices):
        WITH_YOU = "with_you", _("with you")
        THANK_YOU = "thank_you", _("thank you")
        HEART = "heart", _("heart")
        STRENGTH = "strength", _("strength")
        CANDLE = "candle", _("candle")

    message = models.ForeignKey(Message, models.CASCADE, related_name="reactions")
    member = models.ForeignKey(Membership, models.CASCADE, related_name="reactions")
    kind = models.CharField(max_length=10, choices=Kind)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "member", "kind"], name="reaction_once")
        ]

    def __str__(self) -> str:
        return self.kind
