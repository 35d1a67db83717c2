"""Words that a network, an organisation or a group watches, and how often a rule was mistaken.

A word is sealed under its keeper's key: what a group looks out for says who is in it and whom they
fear. Equal words are known by a keyed digest that is bound to the list.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from peernet.kit.ids import new_id
from peernet.vault import keys
from peernet.vault.fields import SealedText

from .group import Group
from .organisation import Organisation


class WordList(models.Model):
    """One a keeper; `version` moves with every change, under this row's lock."""

    class Scope(models.TextChoices):
        NETWORK = "network", _("the network")
        ORGANISATION = "organisation", _("the organisation")
        GROUP = "group", _("this group")

    id = models.CharField(max_length=22, primary_key=True, default=new_id, editable=False)
    scope = models.CharField(max_length=12, choices=Scope)
    organisation = models.OneToOneField(
        Organisation, models.CASCADE, null=True, related_name="word_list"
    )
    group = models.OneToOneField(Group, models.CASCADE, null=True, related_name="word_list")
    version = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(scope="network", organisation=None, group=None)
                | Q(scope="organisation", organisation__isnull=False, group=None)
                | Q(scope="group", organisation=None, group__isnull=False),
                name="wordlist_exactly_one_scope",
            ),
            models.UniqueConstraint(
                fields=["scope"], condition=Q(scope="network"), name="wordlist_one_network"
            ),
        ]

    def __str__(self) -> str:
        return self.scope

    def sealed_under(self) -> str:
        return (
            f"{self.scope}:{self.group_id or self.organisation_id}" if self._is_owned else "words"
        )

    @property
    def _is_owned(self) -> bool:
        return self.scope != self.Scope.NETWORK

    def digest_of(self, look: str) -> str:
        return keys.digest(f"watched {self.pk}", look)


class WatchedWord(models.Model):
    """Taken out it is kept a while, so that it can be put back and old findings can name it."""

    class Follows(models.TextChoices):
        ASK = "ask", _("ask the writer")
        HOLD = "hold", _("hold")
        ALERT = "alert", _("alert the facilitators")
        FOLD = "fold", _("fold under a note")

    id = models.CharField(max_length=22, primary_key=True, default=new_id, editable=False)
    list = models.ForeignKey(WordList, models.CASCADE, related_name="words")
    follows = models.CharField(max_length=5, choices=Follows)
    look = models.CharField(max_length=43)  # digest of the word as it is found
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    word = SealedText()
    note = SealedText()  # what a fold says

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["list", "look"],
                condition=Q(removed_at=None),
                name="watchedword_once_in_a_list",
            ),
            models.CheckConstraint(
                condition=Q(follows__in=["ask", "hold", "alert", "fold"]),
                name="watchedword_known_follows",
            ),
        ]

    def __str__(self) -> str:
        return self.id

    def sealed_under(self) -> str:
        return self.list.sealed_under()


class RuleDoubt(models.Model):
    """How often a group's facilitators called what a rule saw not harmful."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="doubts")
    kind = models.CharField(max_length=12)
    rule = models.CharField(max_length=40)
    n = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "rule"], name="ruledoubt_one_a_rule")
        ]

    def __str__(self) -> str:
        return self.rule
