"""The ledger of erasures: replayed when an older archive is restored."""

from __future__ import annotations

from django.db import models

from peernet.kit import clock


class Erasure(models.Model):
    """`of` is the opaque id an account had; it says nothing of who that was."""

    class Words(models.TextChoices):
        LEFT = "left"  # they stay, without her name
        TAKEN = "taken"

    of = models.CharField(max_length=22, primary_key=True)
    at = models.DateTimeField(default=clock.now)
    words = models.CharField(max_length=5, choices=Words)

    def __str__(self) -> str:
        return self.words
