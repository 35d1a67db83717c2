"""Wrapped data keys: the only thing the vault stores."""

from __future__ import annotations

from django.db import models


class DataKey(models.Model):
    """A 32-byte key for one group, member, organisation or purpose, wrapped by a vault key."""

    name = models.CharField(max_length=64, primary_key=True)
    vault_key = models.CharField(max_length=16)  # which vault key wrapped it: a fingerprint
    wrapped = models.BinaryField()
    made_on = models.DateField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
