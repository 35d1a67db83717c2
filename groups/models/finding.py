"""What the second look saw in a message, sealed with it."""

from __future__ import annotations

import zlib

from django.db import models

from peernet.kit.ids import new_id
from peernet.vault.fields import SealedText

from .message import Message


class Finding(models.Model):
    id = models.CharField(max_length=22, primary_key=True, default=new_id, editable=False)
    message = models.ForeignKey(Message, models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=12)
    rule = models.CharField(max_length=40)
    advice = models.CharField(max_length=24, default="", blank=True)
    harmless_at = models.DateTimeField(null=True)  # nobody needs to look at it any more
    not_harmful_at = models.DateTimeField(null=True)  # a facilitator said so: counted for its rule
    place = SealedText()  # "start end mark": `mark_of` what stands there, since texts change

    def __str__(self) -> str:
        return self.rule

    def set_place(self, body: str, start: int, end: int) -> None:
        self.place = f"{start} {end} {_mark_of(body[start:end])}"

    def place_in(self, text: str) -> tuple[int, int] | None:
        """Where it stands in this text; None when the text is another one by now."""
        start, end, *mark = map(int, self.place.split())
        is_there = mark == [_mark_of(text[start:end])] and start < end
        return (start, end) if is_there else None

    def sealed_under(self) -> str:
        return f"group:{self.message.group_id}"


def _mark_of(piece: str) -> int:
    return zlib.crc32(piece.encode())
