"""What an organisation adds to the directory, and what somebody saved of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from peernet.kit.ids import new_id
from peernet.vault.fields import SealedText

from .entries import Card, Country, Trace


class Resource(models.Model):
    """An organisation's own entry, or its correction of a line that came with the program."""

    id = models.CharField(max_length=22, primary_key=True, default=new_id, editable=False)
    owner = models.CharField(max_length=22, db_index=True)  # an organisation's id, as text
    replaces = models.CharField(max_length=22, default="", blank=True)  # a line's id
    hidden_at = models.DateTimeField(null=True)  # its members do not see that line at all
    made_on = models.DateField(auto_now_add=True)
    checked_on = models.DateField()
    country = models.CharField(max_length=2, choices=Country, default="", blank=True)
    needs = models.JSONField(default=list)  # numbers of entries.Need
    speaks = models.JSONField(default=list, blank=True)  # codes of entries.SPOKEN
    trace = models.CharField(max_length=8, choices=Trace, default=Trace.UNKNOWN)
    card = models.CharField(max_length=10, choices=Card, default=Card.NO, blank=True)
    name = SealedText()
    offers = SealedText()
    place = SealedText()
    reach = SealedText()
    hours = SealedText()
    cost = SealedText()
    reports = SealedText()
    source = SealedText()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(owner=""), name="resource_has_an_owner"),
            models.CheckConstraint(
                condition=models.Q(country__in=["", *Country.values]),
                name="resource_country_is_listed",
            ),
            models.CheckConstraint(
                condition=models.Q(trace__in=Trace.values), name="resource_trace_is_listed"
            ),
            models.CheckConstraint(
                condition=models.Q(card__in=Card.values), name="resource_card_is_listed"
            ),
            models.CheckConstraint(
                condition=models.Q(hidden_at=None) | ~models.Q(replaces=""),
                name="resource_hides_only_a_line",
            ),
            models.UniqueConstraint(
                fields=["owner", "replaces"],
                condition=~models.Q(replaces=""),
                name="resource_one_for_a_line",
            ),
        ]

    def __str__(self) -> str:
        return self.id

    def sealed_under(self) -> str:
        return f"organisation:{self.owner}"


class Shelf(models.Model):
    """What one account saved: ids of entries, sealed under a key of her own, always as long as
    every other shelf. Neither the row nor its size says what she saved or how much."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="shelf"
    )
    listed = SealedText()

    def __str__(self) -> str:
        return "shelf"

    def sealed_under(self) -> str:
        return f"account:{self.pk}"
