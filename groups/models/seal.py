"""Something that two people open together: who asked, who agreed, until when it is open."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from peernet.kit.ids import new_id
from peernet.vault.fields import SealedText

from .membership import Membership
from .organisation import Organisation


class Seal(models.Model):
    class Kind(models.TextChoices):
        CAME_BY = "came_by", _("which invite a member came by")
        TREE = "tree", _("the invites behind an invite")
        HIDDEN_WORDS = "hidden_words", _("the words of a hidden message")
        REPORT = "report", _("the words of a report about a facilitator")
        EXPORT = "export", _("a group's words, as a file")

    id = models.CharField(max_length=22, primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="seals")
    group_id = models.CharField(max_length=22, default="", blank=True)  # where it is about
    kind = models.CharField(max_length=14, choices=Kind)
    subject = models.CharField(max_length=22)  # a membership's, invite's, message's, report's id
    member = models.ForeignKey(  # whose record it is
        Membership, models.SET_NULL, null=True, related_name="seals"
    )
    asked_by = models.CharField(max_length=22)  # an appointment's or membership's id
    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    asked_by_administrator = models.BooleanField()
    asked_at = models.DateTimeField()
    agreed_by = models.CharField(max_length=22, default="", blank=True)
    agreer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True)
    open_until = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    reason = SealedText()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(agreed_by="") | ~models.Q(agreed_by=models.F("asked_by")),
                name="seal_two_people",
            )
        ]

    def __str__(self) -> str:
        return self.kind

    def sealed_under(self) -> str:
        return f"organisation:{self.organisation_id}"
