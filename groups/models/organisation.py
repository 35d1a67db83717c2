"""An agency or shelter: it makes groups, and keeps apart from every other."""

from __future__ import annotations

from django.db import models

from peernet.kit.ids import new_id
from peernet.support.entries import Country
from peernet.vault.fields import SealedText


class Organisation(models.Model):
    id = models.CharField(max_length=22, primary_key=True, default=new_id, editable=False)
    founded_on = models.DateField(auto_now_add=True)
    counted_at = models.DateTimeField(null=True)  # until when sessions are counted
    country = models.CharField(max_length=2, choices=Country, default="", blank=True)  # whose lines
    name = SealedText()
    must_pass_on = SealedText()  # default for its groups: who reads, what must be passed on to whom
    own_lines = SealedText()  # its own help lines and hours, for the fallback card

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(country__in=["", *Country.values]),
                name="organisation_country_is_listed",
            )
        ]

    def __str__(self) -> str:
        return self.id

    def sealed_under(self) -> str:
        return f"organisation:{self.pk}"
