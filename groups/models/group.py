"""A group: its rules, its revision, the agreement people read, the hours somebody facilitates."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from peernet.kit.ids import new_id
from peernet.vault.fields import SealedText

from .organisation import Organisation


class Group(models.Model):
    """`revision` counts what members can see happen; it moves under this row's lock only."""

    class Admission(models.TextChoices):
        OPEN = "open", _("open")
        ASKED = "asked", _("asked")

    class Mode(models.TextChoices):
        """What facilitators set. `resting` and `archived` are computed (conduct.mode_of)."""

        OPEN = "open", _("open")
        SLOW = "slow", _("slow")
        HELD = "held", _("held")
        PAUSED = "paused", _("paused")

    id = models.CharField(max_length=22, primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="groups")
    made_on = models.DateField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True)  # nobody writes; what was said stays readable
    ended_at = models.DateTimeField(null=True)  # its key is destroyed; only this row is left

    admission = models.CharField(max_length=8, choices=Admission, default=Admission.ASKED)
    newcomer_messages = models.PositiveSmallIntegerField(default=3)
    earlier_history = models.BooleanField(default=False)  # may newcomers read what came before
    retention_days = models.PositiveSmallIntegerField(default=30)
    rests = models.BooleanField(default=True)  # when nobody facilitates, what is sent waits
    mode = models.CharField(max_length=8, choices=Mode, default=Mode.OPEN)
    slow_seconds = models.PositiveSmallIntegerField(default=30)
    locked_down_at = models.DateTimeField(null=True)
    second_look = models.JSONField(default=dict, blank=True)  # kind: what follows (following.py)
    # Moves with every change of the words watched here: its own, its organisation's, the network's.
    look_version = models.PositiveBigIntegerField(default=0)
    countries = models.CharField(max_length=60, default="US")  # whose telephone numbers are known
    time_zone = models.CharField(max_length=40, default="UTC")

    revision = models.PositiveBigIntegerField(default=0)
    changed_rev = models.PositiveBigIntegerField(default=0)  # of the last `group` event
    told_mode = models.CharField(max_length=8, default="open")  # what that event said
    told_facilitators = models.PositiveSmallIntegerField(default=0)
    gone_rev = models.PositiveBigIntegerField(default=0)  # of the last `gone` event
    gone_before = models.PositiveBigIntegerField(default=0)  # rows below this seq are gone
    counted_rev = models.PositiveBigIntegerField(default=0)  # up to here messages are counted
    fresh_rev = models.PositiveBigIntegerField(default=0)  # older cursors drop all they hold

    name = SealedText()
    about = SealedText()
    must_pass_on = SealedText()  # product a12: who reads, what is passed on and to whom
    age_rule = SealedText()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(retention_days__range=(1, 365)), name="group_retention_1_to_365"
            ),
            models.CheckConstraint(
                condition=models.Q(slow_seconds__range=(1, 3600)), name="group_slow_1_to_3600"
            ),
            models.CheckConstraint(
                condition=models.Q(changed_rev__lte=models.F("revision")),
                name="group_told_within_revision",
            ),
        ]

    def __str__(self) -> str:
        return self.id

    def sealed_under(self) -> str:
        return f"group:{self.pk}"


class Agreement(models.Model):
    """A version of what the group agreed on; a new version is shown to everybody again."""

    id = models.CharField(max_length=22, primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="agreements")
    version = models.PositiveIntegerField()
    made_on = models.DateField(auto_now_add=True)
    text = SealedText()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "version"], name="agreement_one_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.version}"

    def sealed_under(self) -> str:
        return f"group:{self.group_id}"


class Hours(models.Model):
    """When somebody facilitates, in the group's time zone, week after week."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()  # Monday is 0
    begins = models.TimeField()
    ends = models.TimeField()

    class Meta:
        ordering = ["weekday", "begins"]
        constraints = [
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="hours_of_a_weekday")
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.begins}"
