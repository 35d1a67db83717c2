"""A person in one group, under a name of her own there."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from peernet.kit.ids import new_id
from peernet.vault.fields import SealedText

from .group import Group

PATTERNS = 64


def any_pattern() -> int:
    return secrets.randbelow(PATTERNS)


class Membership(models.Model):
    """Its id is what browsers of this group see; nothing in it joins two groups up (product a5)."""

    class Role(models.TextChoices):
        MEMBER = "member", _("member")
        FACILITATOR = "facilitator", _("facilitator")

    class Ending(models.TextChoices):
        LEFT = "left", _("left")
        REMOVED = "removed", _("removed")
        ERASED = "erased", _("erased")
        CLOSED = "closed", _("closed")  # the group ended

    id = models.CharField(max_length=22, primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="memberships")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="memberships"
    )
    role = models.CharField(max_length=12, choices=Role, default=Role.MEMBER)
    was_facilitator = models.BooleanField(default=False)  # product c5: reports go elsewhere
    joined_on = models.DateField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=8, choices=Ending, default="", blank=True)

    # A keyed digest of the pseudonym as it looks; null gives the name free (unique, but for nulls).
    look = models.CharField(max_length=43, null=True)  # noqa: DJ001
    pattern = models.PositiveSmallIntegerField(default=any_pattern)
    named_rev = models.PositiveBigIntegerField(default=0)
    erased_rev = models.PositiveBigIntegerField(default=0)  # `gone` by author

    first_seq = models.PositiveBigIntegerField(default=0)  # the lowest seq she may see
    read_rev = models.PositiveBigIntegerField(default=0)
    heard_messages = models.PositiveIntegerField(
        default=0
    )  # of hers that became visible, to a point
    agreed_version = models.PositiveIntegerField(default=0)
    muted_until = models.DateTimeField(null=True)
    snoozed_until = models.DateTimeField(null=True)
    on_duty_since = models.DateTimeField(null=True)
    here_at = models.DateTimeField(null=True)  # a facilitator on duty was here, to 15 s

    pseudonym = SealedText()
    came_by = SealedText()  # the invite's id, opened by seal only

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "account"],
                condition=models.Q(ended_at=None),
                name="membership_once_a_group",
            ),
            models.UniqueConstraint(fields=["group", "look"], name="membership_one_look_a_group"),
            models.CheckConstraint(
                condition=models.Q(on_duty_since=None) | models.Q(role="facilitator"),
                name="membership_duty_is_for_facilitators",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ending="")
                | (models.Q(ended_at__isnull=False) & ~models.Q(ending="")),
                name="membership_ending_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.id

    def sealed_under(self) -> str:
        return f"group:{self.group_id}"

    @property
    def is_facilitator(self) -> bool:
        return self.role == self.Role.FACILITATOR
