"""The short list of reasons, for a report and for a deed alike, each in plain words."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    CONTACT = "contact", _("gives or asks for contact details")
    IDENTITY = "identity", _("gives or asks for names and places")
    ELSEWHERE = "elsewhere", _("asks somebody to meet or write elsewhere")
    OFFER = "offer", _("offers work, travel or money")
    HURTFUL = "hurtful", _("attacks or puts somebody down")
    HEAVY = "heavy", _("hard to read without a note")
    WORRY = "worry", _("somebody may be in danger")
    AGREEMENT = "agreement", _("against what the group agreed on")
    OTHER = "other", _("something else")


def said(decision: str) -> str:
    """A decision as the writer reads it: the facilitator's words, else the reason's, not its code."""
    return str(Reason(decision).label) if decision in Reason.values else decision
