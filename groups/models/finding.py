"""What the second look saw in a message, sealed with it."""

from __future__ import annotations

from django.db import models

from peernet.kit.ids import new_id
from peernet.vault.fields import SealedText

from .message import Message


class Finding(models.Model):
    id = models.CharField(max_length=22, primary_key=True, default=new_id, editable=False)
    message = models.ForeignKey(Message, models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=12)
    rule = models.CharField(max_length=40)
    harmless_at = models.DateTimeField(null=True)  # a facilitator's "not harmful"
    place = SealedText()  # "start end"

    def __str__(self) -> str:
        return self.rule

    def sealed_under(self) -> str:
        return f"group:{self.message.group_id}"
