"""Entries of the trail and the head of each chain."""

from __future__ import annotations

from django.db import models

from .actions import Action


class Head(models.Model):
    """The newest entry's number and hash, one row a chain; locked last in a deed's transaction."""

    chain = models.CharField(max_length=22, primary_key=True)  # the organisation's id
    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")
    seal = models.CharField(max_length=64, default="")  # HMAC over number and hash: no cut tail

    def __str__(self) -> str:
        return f"{self.chain} {self.number}"


class Walk(models.Model):
    """How far upkeep has walked along a chain, pass after pass, and what the last whole pass found."""

    chain = models.CharField(max_length=22, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)  # this pass stands here
    hash = models.CharField(max_length=64, default="")
    whole_at = models.DateTimeField(null=True)  # the last pass that reached the end
    whole_number = models.PositiveBigIntegerField(default=0)  # and where the end was
    broken_at = models.DateTimeField(null=True)
    broken_number = models.PositiveBigIntegerField(default=0)
    seal = models.CharField(max_length=64, default="")  # HMAC: nobody writes "whole" by hand

    def __str__(self) -> str:
        return f"{self.chain} {self.number}"


class Cut(models.Model):
    """Where a chain begins since upkeep took what was older than a year: the signed checkpoint.

    The triggers let go of entries up to this number and of no others.
    """

    chain = models.CharField(max_length=22, primary_key=True)
    number = models.PositiveBigIntegerField()  # of the last entry that was taken
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    seal = models.CharField(max_length=64)  # HMAC: nobody shortens a chain by hand

    def __str__(self) -> str:
        return f"{self.chain} {self.number}"


class Entry(models.Model):
    """One deed. Never changed, and not deleted within its year (triggers)."""

    chain = models.CharField(max_length=22)
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    action = models.CharField(max_length=24, choices=Action)
    actor = models.CharField(max_length=22)  # a membership's or appointment's id, "" for upkeep
    subject = models.CharField(max_length=48, default="", blank=True)
    reason = models.BinaryField(default=b"")  # sealed under the organisation's key
    previous = models.CharField(max_length=64, default="", blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="audit_one_entry_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.chain} {self.number} {self.action}"
