"""What a member brought to the facilitators, with a sealed copy of the words as they were then."""

from __future__ import annotations

from django.db import models

from groups.models import Group, Membership, Message
from groups.reasons import Reason
from peernet.kit.ids import new_id
from peernet.vault.fields import SealedText

UNDER = "report:"  # its key's name, before its id


class Report(models.Model):
    """`case_id` is the message's id, or for a person the id of the first report still open.

    `elsewhere`: about somebody who was ever a facilitator of the group, or without anybody in the
    group who may look at it. For every facilitator of the group such a report does not exist; every
    query of the desk must leave it out (tests/moderation/test_reporting.py).
    """

    class Outcome(models.TextChoices):
        ACTED = "acted"
        NOTHING = "nothing"

    id = models.CharField(max_length=22, primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="reports")
    case_id = models.CharField(max_length=22)
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="reports")
    about = models.ForeignKey(Membership, models.CASCADE, related_name="reports_about")
    by = models.ForeignKey(Membership, models.CASCADE, related_name="reports_by")
    reason = models.CharField(max_length=10, choices=Reason)
    elsewhere = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome, default="", blank=True)
    words = SealedText()  # with the copy under a key of its own, which outlives the group's
    copy = SealedText()  # the words and five neighbours each side, as JSON

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["by", "case_id"],
                condition=models.Q(decided_at=None),
                name="report_one_open_a_person_and_case",
            ),
            models.CheckConstraint(
                condition=~models.Q(by=models.F("about")), name="report_not_oneself"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_at=None, outcome="")
                | (models.Q(decided_at__isnull=False) & ~models.Q(outcome="")),
                name="report_outcome_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["case_id"], name="report_by_case"),
            models.Index(
                fields=["group", "made_at"],
                condition=models.Q(decided_at=None),
                name="report_open",
            ),
        ]

    def __str__(self) -> str:
        return self.id

    def sealed_under(self) -> str:
        return f"{UNDER}{self.pk}"
